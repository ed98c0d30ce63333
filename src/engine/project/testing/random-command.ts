import fc from 'fast-check';
import { ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { sampleAcceptance, sampleApproval, sampleClip, sampleGroup, sampleKeyframe, sampleLayer, sampleMask, sampleNetworks, sampleNote, sampleReference, sampleSequence, sampleShots, sampleStill, sampleSwatch } from './sample-project.ts';

/** A random action, before its target is known: numbers choose among the records of the document. */
export interface RandomMove {
  readonly kind: ProjectCommand['kind'];
  readonly pick: number;
  readonly other: number;
  readonly frame: number;
  readonly flag: boolean;
  readonly hint: Hint;
  readonly mergeKey: string | undefined;
}

const kinds = ProjectCommand.options.map((option) => option.shape.kind.value);
/** Without −0, which JSON does not preserve. */
const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const unit = between(0, 1);
const chroma = fc.tuple(between(-110, 110), between(-110, 110));
const radius = between(0.001, 1);
const at = fc.tuple(unit, unit);
const hintId = fc.integer({ min: 0, max: 5 }).map((number) => `hint-${number}`);
const randomHint: fc.Arbitrary<Hint> = fc.oneof(
  fc.record({ kind: fc.constant('point'), id: hintId, at, radius, ab: chroma }),
  fc.record({ kind: fc.constant('point'), id: hintId, at, radius, ab: chroma, strength: unit, reach: between(0, 4), softEdge: unit }),
  fc.record({ kind: fc.constant('stroke'), id: hintId, path: fc.array(at, { minLength: 1, maxLength: 4 }), radius, ab: chroma }),
  fc.array(fc.tuple(at, between(0.1, 4)), { minLength: 1, maxLength: 4 }).map((places) => ({ kind: 'stroke', id: 'hint-2', path: places.map(([place]) => place), widths: places.map(([, width]) => width), radius: 0.01, ab: [10, 20] })),
  fc.record({ kind: fc.constant('boundary'), id: hintId, path: fc.array(at, { minLength: 1, maxLength: 4 }) }),
  fc.record({ kind: fc.constant('auto'), id: hintId, at, radius }),
).map((hint) => Hint.parse(hint));

export const randomMove: fc.Arbitrary<RandomMove> = fc.record({
  kind: fc.constantFrom(...kinds), pick: fc.nat(1000), other: fc.nat(1000), frame: fc.nat(60), flag: fc.boolean(), hint: randomHint,
  mergeKey: fc.option(fc.constantFrom('drag-1', 'drag-2'), { nil: undefined, freq: 3 }),
});

/** The action as a command on a document; `undefined` when it has no target. The command may still be refused. */
export function commandOfMove(document: ProjectDocument, move: RandomMove, number: number): ProjectCommand | undefined {
  const { pick, other, frame, flag } = move;
  const choose = <T>(list: readonly T[], by = pick): T | undefined => list[by % Math.max(1, list.length)];
  const clip = choose(document.clips);
  const shot = choose(document.shots);
  const keyframe = choose(document.keyframes);
  const swatch = choose(document.swatches);
  const reference = choose(document.references);
  const note = choose(document.notes);
  const still = choose(document.stills);
  const scene = choose(document.scenes);
  const sequence = choose(document.sequences);
  const acceptance = choose(document.acceptances);
  const version = choose(document.versions);
  const hintsOf = (shotId: string): readonly string[] => document.keyframes.filter((each) => each.shotId === shotId).flatMap(({ hints }) => hints.map(({ id }) => id));
  const hint = flag && swatch !== undefined && 'ab' in move.hint ? { ...move.hint, swatch: swatch.id } : move.hint;
  const input = ((): unknown => {
    switch (move.kind) {
      case 'addClip': {
        const fresh = sampleClip(`clip-${number}`, 60);
        return { clip: fresh, shots: sampleShots(fresh, flag ? [0] : [0, 1 + (pick % 30), 40]) };
      }
      case 'relinkClip': return clip && { clipId: clip.id, source: flag ? { kind: 'sequence', pattern: `/moved/${pick}-%04d.png`, firstNumber: 0 } : { kind: 'file', path: `/moved/${pick}.mov` } };
      case 'importEditList': return clip && { clipId: clip.id, shots: sampleShots(clip, [0, 1 + (pick % 40)], flag ? 'imported' : `imported-${number}`), notes: [sampleNote(`imported-note-${number}`, clip.id, 1)] };
      case 'replaceShots': return clip && { clipId: clip.id, shots: sampleShots(clip, flag ? [0] : [0, 1 + (pick % 20), 30 + (other % 20)], flag ? 'replaced' : `replaced-${number}`) };
      case 'splitShot': return shot && { shotId: shot.id, at: frame, newShotId: `split-${number}` };
      case 'mergeShots': return { first: shot?.id, second: choose(document.shots, pick + 1)?.id };
      case 'moveCut': return shot && { shotId: shot.id, to: frame };
      case 'setTransitionIn': return shot && { shotId: shot.id, transitionIn: flag ? { kind: 'cut' } : { kind: 'dissolve', frames: { first: Math.max(0, shot.range.first - (pick % 5)), last: shot.range.first + (other % 5) } } };
      case 'setClipCoding': return clip && { clipId: clip.id, ...(flag ? { coding: { transfer: 'gamma28', ...(pick % 2 === 0 ? { range: 'full' } : {}) } } : {}) };
      case 'setClipRate': return clip && { clipId: clip.id, ...(flag ? { rate: { num: 16 + (pick % 9), den: 1 } } : {}) };
      case 'moveShotsToScene': return shot && { shotIds: [shot.id, ...(flag ? [choose(document.shots, other)?.id] : [])], ...(pick % 3 > 0 && scene ? { sceneId: scene.id } : {}) };
      case 'setShotStatus': return shot && { shotIds: [shot.id], ...(pick % 3 > 0 ? { status: pick % 2 === 0 ? 'review' : 'approved' } : {}), ...(flag ? { approvals: [{ shotId: shot.id, approval: sampleApproval(shot, `2026-11-29T12:00:0${other % 3}.000Z`) }] } : {}) };
      case 'setShotFlag': return shot && { shotIds: [shot.id], ...(pick % 3 > 0 ? { flag: pick % 2 === 0 ? 'red' : 'blue' } : {}) };
      case 'setAutomaticModel': return shot && { shotIds: [shot.id], ...(pick % 3 > 0 ? { model: { id: 'brought', version: `1+${pick % 2}` } } : {}) };
      case 'setSceneMemory': return shot && still && { shotIds: [shot.id], stillId: still.id, remembered: pick % 3 > 0 };
      case 'setVividness': return shot && { shotIds: [shot.id], ...(pick % 3 > 0 ? { vividness: (pick % 5) / 4 } : {}) };
      case 'addLayer': return shot && { shotId: shot.id, layer: { ...sampleLayer(`layer-${number}`), ...(other % 2 === 0 && shot.masks !== undefined ? { mask: shot.masks[0]!.id } : {}) }, ...(flag ? { at: pick % 3 } : {}) };
      case 'updateLayer': return shot && { shotId: shot.id, layer: sampleLayer(choose(shot.layers ?? [], other)?.id ?? 'none', (pick % 5) / 4) };
      case 'removeLayer': return shot && { shotId: shot.id, layerId: choose(shot.layers ?? [], other)?.id };
      case 'moveLayer': return shot && { shotId: shot.id, layerId: choose(shot.layers ?? [], other)?.id, to: pick % 3 };
      case 'setLayers': return shot && { shotIds: [shot.id], layers: pick % 3 === 0 ? [] : [sampleLayer('copied', (pick % 5) / 4), ...(flag ? [sampleLayer('copied-2')] : [])] };
      case 'addMask': return shot && { shotId: shot.id, mask: sampleMask(`mask-${number}`, frame) };
      case 'updateMask': return shot && { shotId: shot.id, mask: sampleMask(choose(shot.masks ?? [], other)?.id ?? 'none', pick % 7) };
      case 'setTrackedShapes': return shot && { shotId: shot.id, maskId: choose(shot.masks ?? [], other)?.id, range: { first: frame, last: frame + 9 }, keys: sampleMask('tracked', frame + 2).keys.map((key) => ({ ...key, ...(flag ? { tracked: true } : {}) })) };
      case 'removeMask': return shot && { shotId: shot.id, maskId: choose(shot.masks ?? [], other)?.id };
      case 'addHintGroup': return shot && { shotId: shot.id, group: { ...sampleGroup(`group-${number}`), ...(flag && swatch ? { swatch: swatch.id } : {}), ...(other % 2 === 0 && shot.masks ? { mask: shot.masks[0]!.id } : {}) }, hintIds: hintsOf(shot.id).slice(0, pick % 3) };
      case 'updateHintGroup': return shot && { shotId: shot.id, group: { id: choose(shot.hintGroups ?? [], other)?.id, name: `Renamed ${pick % 3}`, ...(flag ? { locked: true } : {}), ...(pick % 2 === 0 ? { off: true } : {}) } };
      case 'setHintGroupColour': return shot && { shotId: shot.id, groupId: choose(shot.hintGroups ?? [], other)?.id, ...(pick % 3 > 0 ? { ab: [pick % 50, 5], ...(flag && swatch ? { swatch: swatch.id } : {}) } : {}) };
      case 'removeHintGroup': return shot && { shotId: shot.id, groupId: choose(shot.hintGroups ?? [], other)?.id };
      case 'moveHintsToGroup': return shot && { shotId: shot.id, hintIds: hintsOf(shot.id).slice(0, 1 + (pick % 2)), ...(flag ? { groupId: choose(shot.hintGroups ?? [], other)?.id } : {}) };
      case 'addVersion': return shot && { shotId: shot.id, id: `version-${number}` };
      case 'showVersion': return version && { versionId: version.id, id: `version-${number}` };
      case 'discardVersion': return version && { shownNext: version.id };
      case 'setShotNetworks': return shot && { shotId: shot.id, networks: sampleNetworks(flag ? '1.3.0' : '1.2.0') };
      case 'addScene': return { scene: { id: `scene-${number}`, name: `Scene ${pick % 3}` } };
      case 'renameScene': return scene && { sceneId: scene.id, name: `Renamed ${pick % 3}` };
      case 'moveScene': return scene && { sceneId: scene.id, to: other % 4 };
      case 'removeScene': return scene && { sceneId: scene.id };
      case 'setSequence': return { sequence: sampleSequence(flag && sequence ? sequence.id : `sequence-${number}`, clip?.id, frame % 40) };
      case 'removeSequence': return sequence && { sequenceId: sequence.id };
      case 'acceptFinding': return clip && { acceptance: sampleAcceptance(`acceptance-${number}`, clip.id, frame) };
      case 'withdrawAcceptance': return acceptance && { acceptanceId: acceptance.id };
      case 'renameShot': return shot && { shotId: shot.id, name: `Renamed ${pick % 3}` };
      case 'addKeyframe': return shot && { keyframe: sampleKeyframe(`keyframe-${number}`, shot.id, shot.range.first + (frame % 8), flag ? [hint] : [], pick % 3 === 0) };
      case 'importKeyframes': return shot && { keyframes: [{ ...sampleKeyframe(`imported-key-${number}`, shot.id, shot.range.first + (frame % 8)), approved: true, still: { path: `/stills/${pick % 3}.png`, contentHash: `${pick % 3}` } }] };
      case 'moveKeyframe': return keyframe && { keyframeId: keyframe.id, to: frame, ...(flag ? { hints: keyframe.hints.slice(0, 1 + (pick % 3)).map((each) => ('at' in each ? { ...each, at: [0.5, 0.25] } : each)) } : {}) };
      case 'removeKeyframe': return keyframe && { keyframeId: keyframe.id };
      case 'setKeyframeStill': return keyframe && { keyframeId: keyframe.id, ...(flag ? { still: { path: `/stills/${pick % 3}.png`, contentHash: `${pick % 3}`, ...(other % 2 === 0 ? { mask: { path: '/stills/mask.png', contentHash: 'm' } } : {}) } } : {}) };
      case 'setKeyframeReference': return keyframe && { keyframeId: keyframe.id, ...(flag && reference ? { referenceId: reference.id } : {}) };
      case 'approveKeyframe': return keyframe && { keyframeId: keyframe.id, approved: flag };
      case 'setKeyframeCorrection': return keyframe && { keyframeId: keyframe.id, correction: flag };
      case 'addHint': case 'updateHint': return keyframe && { keyframeId: keyframe.id, hint };
      case 'markHints': return keyframe && keyframe.hints.length > 0 && { keyframeId: keyframe.id, hintIds: [choose(keyframe.hints, other)!.id], ...(flag ? { locked: pick % 2 === 0 } : { hidden: pick % 2 === 0 }) };
      case 'removeHints': return keyframe && { keyframeId: keyframe.id, hintIds: [choose(keyframe.hints, other)?.id] };
      case 'setHints': return keyframe && { keyframeId: keyframe.id, hints: flag ? keyframe.hints.toReversed() : [{ ...hint, ...(pick % 2 === 0 ? { made: 'like' } : {}) }] };
      case 'copyHints': return shot && { shotId: shot.id, frame: shot.range.first + (frame % 8), newKeyframeId: `copied-${number}`, hints: flag ? [hint] : [{ ...hint, id: `hint-${number}-a` }, { ...hint, id: `hint-${number}-b` }] };
      case 'addSwatch': return { swatch: sampleSwatch(`swatch-${number}`) };
      case 'updateSwatch': return swatch && { swatch: sampleSwatch(swatch.id, [pick % 100, -200, other % 90]) };
      case 'linkHints': return swatch && keyframe && keyframe.hints.length > 0 && { swatchId: swatch.id, hints: [{ keyframeId: keyframe.id, hintIds: [choose(keyframe.hints, other)!.id] }] };
      case 'removeSwatch': return swatch && { swatchId: swatch.id };
      case 'addReference': return { reference: sampleReference(`reference-${number}`) };
      case 'removeReference': return reference && { referenceId: reference.id };
      case 'addNote': return clip && { note: sampleNote(`note-${number}`, clip.id, frame) };
      case 'updateNote': return note && { note: { ...note, text: `Changed ${pick % 3}`, ...(flag ? { colour: 'blue' } : {}) } };
      case 'removeNote': return note && { noteId: note.id };
      case 'addStill': return clip && { still: sampleStill(`still-${number}`, clip.id, frame, flag ? { plane: `plane-${pick % 2}`, hints: [hint], groups: [sampleGroup('carried')] } : {}) };
      case 'renameStill': return still && { stillId: still.id, name: `Renamed ${pick % 3}` };
      case 'removeStill': return still && { stillId: still.id };
    }
  })();
  const parsed = ProjectCommand.safeParse(typeof input === 'object' ? { kind: move.kind, ...input } : undefined);
  return parsed.success ? parsed.data : undefined;
}
