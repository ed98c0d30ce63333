import { counted } from '../../shared/counted.ts';
import type { Clipping } from '../../shared/model/clipping.ts';
import type { Keyframe, ProjectCommand, ProjectDocument, Shot, Still, Swatch } from '../../shared/model/document.ts';
import { type FrameIndex, frameIndex } from '../../shared/model/frame.ts';
import { groupOf, type HintGroup, unmarked } from '../../shared/model/hint-group.ts';
import { type Hint } from '../../shared/model/hint.ts';
import { HintGroupId, HintId, KeyframeId, LayerId, MaskId, newId, type SwatchId } from '../../shared/model/ids.ts';
import { type Mask, partsOf, shapeOnFrame, withParts } from '../../shared/model/mask.ts';
import { nextMaskName } from './mask-context.ts';
import { layersOfStill } from './paste-hints.ts';

const EMPTY = { tintype: 'clipping', version: 1, hints: [], groups: [], masks: [], swatches: [] } as const satisfies Partial<Clipping>;

/** Pure: hints of a keyframe with the groups, masks and swatches that they name. */
export function clippingOfHints({ swatches }: Pick<ProjectDocument, 'swatches'>, keyframe: Keyframe, { shot, hints }: { readonly shot: Pick<Shot, 'hintGroups' | 'masks'> | undefined; readonly hints: readonly Hint[] }): Clipping {
  const groups = groupsOf(hints, shot?.hintGroups);
  const known = shot?.masks ?? [];
  const masks = withTheirParts(known.filter(({ id }) => groups.some(({ mask }) => mask === id)), known).map((mask): Mask => ({ ...mask, keys: [{ frame: keyframe.frame, shape: shapeOnFrame(mask, keyframe.frame) }] }));
  return {
    ...EMPTY, name: counted(hints.length, 'hint'), hints, groups, masks, swatches: swatchesOf(swatches, hints, groups),
    keyframe: { id: keyframe.id, ...(keyframe.referenceId === undefined || hints !== keyframe.hints ? {} : { referenceId: keyframe.referenceId }) },
  };
}

/** Pure: the hints and layers of a still with the groups and swatches that they name. Layers that a mask limits are left out. */
export function clippingOfStill({ swatches }: Pick<ProjectDocument, 'swatches'>, still: Still): Clipping {
  const { hints = [], groups = [] } = still;
  const layers = layersOfStill(still)?.filter(({ mask }) => mask === undefined);
  return { ...EMPTY, name: still.name, hints, groups: [...groups], swatches: swatchesOf(swatches, hints, groups), ...(layers === undefined ? {} : { layers }) };
}

/** Pure: swatches alone. */
export function clippingOfSwatches(swatches: readonly Swatch[]): Clipping {
  return { ...EMPTY, name: swatches.length === 1 ? swatches[0]!.name : `${swatches.length} swatches`, swatches: [...swatches] };
}

function groupsOf(hints: readonly Hint[], groups: Shot['hintGroups']): readonly HintGroup[] {
  return (groups ?? []).filter(({ id }) => hints.some(({ group }) => group === id));
}

function swatchesOf(swatches: readonly Swatch[], hints: readonly Hint[], groups: readonly HintGroup[]): readonly Swatch[] {
  const named = new Set<SwatchId | undefined>([...hints.map((hint) => ('swatch' in hint ? hint.swatch : undefined)), ...groups.map(({ swatch }) => swatch)]);
  return swatches.filter(({ id }) => named.has(id));
}

/** Pure: the commands that paste a clipping on a frame of a shot: swatches that the project does not know, masks, groups, hints and layers, in this order. */
export function clippingCommands(document: ProjectDocument, clipping: Clipping, { shot, frame }: { readonly shot: Shot | undefined; readonly frame: number }): readonly ProjectCommand[] {
  const { commands: swatchCommands, idOf: swatchOf } = pastedSwatches(document.swatches, clipping.swatches);
  if (shot === undefined || (clipping.hints.length === 0 && clipping.layers === undefined)) return swatchCommands;
  const masks = pastedMasks(shot, clipping.masks, frameIndex(frame));
  const groups = pastedGroups(shot, clipping.groups, { swatchOf, maskOf: (id) => masks.find(({ from }) => from === id)?.mask.id });
  const hints = clipping.hints.map((hint): Hint => {
    const { group: _group, made: _made, ...own } = unmarked(hint);
    const group = groupOf(hint, clipping.groups);
    const to = groups.find(({ from }) => from === group?.id);
    return { ...withSwatch(own, swatchOf), id: newId(HintId), ...(to === undefined ? {} : { group: to.id }) };
  });
  return [
    ...swatchCommands,
    ...withTheirParts(masks.map(({ mask }) => mask).filter(({ id }) => groups.some(({ added }) => added?.mask === id)), masks.map(({ mask }) => mask)).map((mask): ProjectCommand => ({ kind: 'addMask', shotId: shot.id, mask })),
    ...groups.flatMap(({ added }): ProjectCommand[] => (added === undefined ? [] : [{ kind: 'addHintGroup', shotId: shot.id, group: added, hintIds: [] }])),
    ...(hints.length === 0 ? [] : [{ kind: 'copyHints' as const, shotId: shot.id, frame: frameIndex(frame), newKeyframeId: newId(KeyframeId), hints }]),
    ...(clipping.layers === undefined ? [] : [{ kind: 'setLayers' as const, shotIds: [shot.id], layers: clipping.layers.map((layer) => ({ ...layer, id: newId(LayerId) })) }]),
  ];
}

/** Masks and those that are their parts, in the order of the list, parts before what they are parts of. */
function withTheirParts(masks: readonly Mask[], known: readonly Mask[]): readonly Mask[] {
  const named = new Set([...masks, ...masks.flatMap((mask) => partsOf(mask, known).map((part) => part.mask))]);
  return known.filter((mask) => named.has(mask)).sort((one, other) => (one.parts?.length ?? 0) - (other.parts?.length ?? 0));
}

interface PastedMask {
  readonly from: MaskId;
  readonly mask: Mask;
}

function pastedMasks(shot: Shot, masks: readonly Mask[], frame: FrameIndex): readonly PastedMask[] {
  const taken: Mask[] = [...shot.masks ?? []];
  const pasted: PastedMask[] = [];
  for (const mask of withTheirParts(masks, masks)) {
    const name = taken.some((each) => each.name === mask.name) ? nextMaskName(taken) : mask.name;
    const parts = (mask.parts ?? []).map(({ mask: part, by }) => ({ mask: pasted.find(({ from }) => from === part)!.mask.id, by }));
    const own: Mask = withParts({ ...mask, id: newId(MaskId), name, keys: [{ frame, shape: mask.keys[0]!.shape }] }, parts);
    taken.push(own);
    pasted.push({ from: mask.id, mask: own });
  }
  return pasted;
}

interface PastedGroup {
  readonly from: HintGroupId;
  /** The group that the hints come into: the one of the same name, where the shot has one. */
  readonly id: HintGroupId;
  readonly added: HintGroup | undefined;
}

function pastedGroups(shot: Shot, groups: readonly HintGroup[], { swatchOf, maskOf }: { readonly swatchOf: (id: SwatchId) => SwatchId | undefined; readonly maskOf: (id: MaskId) => MaskId | undefined }): readonly PastedGroup[] {
  return groups.map(({ locked: _locked, made: _made, mask: from, swatch: follows, ...group }) => {
    const same = shot.hintGroups?.find(({ name }) => name === group.name);
    if (same !== undefined) return { from: group.id, id: same.id, added: undefined };
    const [mask, swatch] = [from === undefined ? undefined : maskOf(from), follows === undefined ? undefined : swatchOf(follows)];
    const id = newId(HintGroupId);
    return { from: group.id, id, added: { ...group, id, ...(mask === undefined ? {} : { mask }), ...(swatch === undefined ? {} : { swatch }) } };
  });
}

/** A swatch that the project has, by its id or by its name and colour, stands for the copied one; others are added, under a name that is free. */
function pastedSwatches(known: readonly Swatch[], swatches: readonly Swatch[]): { readonly commands: readonly ProjectCommand[]; readonly idOf: (id: SwatchId) => SwatchId | undefined } {
  const names = new Set(known.map(({ name }) => name));
  const ids = new Map<SwatchId, SwatchId>();
  const commands = swatches.flatMap((swatch): readonly ProjectCommand[] => {
    const same = known.find(({ id }) => id === swatch.id) ?? known.find(({ name, lab }) => name === swatch.name && lab.every((value, index) => Math.abs(value - swatch.lab[index]!) < 0.01));
    ids.set(swatch.id, same?.id ?? swatch.id);
    if (same !== undefined) return [];
    const name = names.has(swatch.name) ? freeName(swatch.name, names) : swatch.name;
    names.add(name);
    return [{ kind: 'addSwatch', swatch: { ...swatch, name } }];
  });
  return { commands, idOf: (id) => ids.get(id) };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) if (!taken.has(`${name} ${number}`)) return `${name} ${number}`;
}

/** A hint whose swatch came along follows it; another keeps its own colour. */
function withSwatch(hint: Hint, swatchOf: (id: SwatchId) => SwatchId | undefined): Hint {
  if (!('swatch' in hint) || hint.swatch === undefined) return hint;
  const { swatch, ...own } = hint;
  const to = swatchOf(swatch);
  return to === undefined ? own : { ...own, swatch: to };
}

/** Pure: what was pasted, in a sentence. */
export function pastedWords(clipping: Clipping, commands: readonly ProjectCommand[]): string {
  const count = (kind: ProjectCommand['kind']): number => commands.filter((each) => each.kind === kind).length;
  const [added, masks] = [count('addSwatch'), count('addMask')];
  const hints = commands.some(({ kind }) => kind === 'copyHints') ? clipping.hints.length : 0;
  const parts = [
    ...(hints === 0 ? [] : [counted(hints, 'hint')]), ...(added === 0 ? [] : [counted(added, 'swatch', 'swatches')]),
    ...(masks === 0 ? [] : [counted(masks, 'mask')]), ...(count('setLayers') === 0 ? [] : ['the layers']),
  ];
  const known = clipping.swatches.length - added;
  if (parts.length === 0) return known === 1 ? 'The swatch is in this project already.' : 'The swatches are in this project already.';
  return `Pasted ${parts.join(', ')}${hints === 0 ? '' : ', at the same position'}.`;
}
