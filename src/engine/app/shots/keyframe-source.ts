import type { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip, codingOf } from '../../../shared/model/clip.ts';
import { AutomaticModel, DEFAULT_VIVIDNESS, type Keyframe, KeyframeStill, type ProjectDocument, Reference, type Shot, ShotNetworks, Vividness } from '../../../shared/model/document.ts';
import { AppliedHints, appliedHints } from '../../../shared/model/applied-hints.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { FrameIndex } from '../../../shared/model/frame.ts';
import { isPartialStill, stillContent } from '../../../shared/model/still-content.ts';
import { type ArtefactKey, artefactKey, paintedKeyframeKind, stillColourKind, type Want } from '../../artefacts/index.ts';
import type { KeyContext } from './key-context.ts';

/** Everything that determines the colour of one keyframe; equal sources have equal planes. */
export const KeyframeSource = AppliedHints.extend({
  clip: Clip,
  frame: FrameIndex,
  still: KeyframeStill.optional(),
  reference: Reference.optional(),
  /** References of its shot. */
  networks: ShotNetworks.optional(),
  vividness: Vividness.optional(),
  automatic: AutomaticModel.optional(),
});
export type KeyframeSource = z.infer<typeof KeyframeSource>;

/** Requests the colour of keyframes. */
export interface KeyframeMakers {
  readonly painted: Want<typeof paintedKeyframeKind.inputs, KeyframeSource>;
  readonly still: Want<typeof stillColourKind.inputs, KeyframeSource & { readonly still: KeyframeStill }>;
}

/** The source of a document's keyframe. @throws AppError `project.notFound` */
export function keyframeSource(document: ProjectDocument, keyframe: Keyframe): KeyframeSource {
  const index = documentIndex(document);
  const shot = index.shot(keyframe.shotId);
  const clip = index.clip(shot?.clipId ?? null);
  if (clip === undefined) throw new AppError('project.notFound', 'The clip of this keyframe is not in the project.');
  const reference = keyframe.referenceId === undefined ? undefined : index.reference(keyframe.referenceId);
  return {
    clip,
    frame: keyframe.frame,
    ...appliedHints(keyframe.hints, { shot, frame: keyframe.frame, swatches: document.swatches, picture: clip.picture }),
    ...(keyframe.still === undefined ? {} : { still: keyframe.still }),
    ...(reference === undefined ? {} : { reference }),
    ...networkSettings(shot),
  };
}

/** Settings of a shot for the painting of its frames, as far as they are set. */
export function networkSettings(shot: Pick<Shot, 'networks' | 'vividness' | 'automatic'> | undefined): Pick<KeyframeSource, 'networks' | 'vividness' | 'automatic'> {
  return {
    ...(shot?.networks === undefined ? {} : { networks: shot.networks }), ...(shot?.vividness === undefined ? {} : { vividness: shot.vividness }),
    ...(shot?.automatic === undefined ? {} : { automatic: shot.automatic }),
  };
}

export function paintedInputs({ clip, frame, hints, limited, reference, networks, vividness, automatic: brought }: KeyframeSource, context: KeyContext): z.input<typeof paintedKeyframeKind.inputs> {
  const { colorize, vivid } = context.networksOf({ networks, ...(brought === undefined ? {} : { automatic: brought }) });
  const automatic = vivid ? { vividness: vividness ?? DEFAULT_VIVIDNESS } : {};
  return { clip: context.contentOf(clip), frame, hints: [...hints], ...limitedInputs(limited), reference: reference?.contentHash, ...automatic, network: colorize };
}

/** Hints within masks, as far as there are any: without them a key is what it was before there were groups. */
export function limitedInputs(limited: AppliedHints['limited']): { readonly limited?: z.input<typeof paintedKeyframeKind.inputs>['limited'] } {
  return limited === undefined ? {} : { limited: limited.map(({ hints, mask }) => ({ hints: [...hints], mask })) };
}

export function stillInputs(source: KeyframeSource, still: KeyframeStill, context: KeyContext): z.input<typeof stillColourKind.inputs> {
  const { clip, frame, still: content } = { ...source, still: stillContent(still) };
  const coding = codingOfStills(clip);
  const inputs = { clip: context.contentOf(clip), frame, still: content, ...(coding === undefined ? {} : { coding }) };
  if (!isPartialStill(still)) return inputs;
  const { clip: _clip, frame: _frame, ...rest } = paintedInputs(source, context);
  return { ...inputs, rest };
}

/** What besides the gray decides the ab of a still's codes. */
function codingOfStills(clip: Clip): string | undefined {
  const { primaries, matrix } = codingOf(clip);
  return primaries === 'bt709' && clip.coding?.matrix === undefined ? undefined : `${primaries} ${matrix}`;
}

/** Key of a keyframe's colour: painted, or taken from its still. */
export function keyframeKey(source: KeyframeSource, context: KeyContext): ArtefactKey {
  return source.still === undefined ? artefactKey(paintedKeyframeKind, paintedInputs(source, context)) : artefactKey(stillColourKind, stillInputs(source, source.still, context));
}

interface KnownKey {
  readonly decidedBy: readonly unknown[];
  readonly key: ArtefactKey;
}
const known = new WeakMap<Keyframe, KnownKey>();

/**
 * Key of the colour of a document's keyframe. Memoised while the keyframe and the lists that it refers to are the same records, since a
 * film has thousands of keyframes and one edit changes one of them. @throws AppError `project.notFound`
 */
export function keyOfKeyframe(document: ProjectDocument, keyframe: Keyframe, context: KeyContext): ArtefactKey {
  const index = documentIndex(document);
  const shot = index.shot(keyframe.shotId);
  const clip = index.clip(shot?.clipId ?? null);
  const decidedBy = [document.swatches, document.references, ...(clip === undefined ? [] : [context.contentOf(clip), codingOfStills(clip)]), context.networksOf(shot ?? {}).colorize, shot?.vividness, shot?.hintGroups, shot?.masks];
  const before = known.get(keyframe);
  if (before !== undefined && decidedBy.every((each, at) => each === before.decidedBy[at])) return before.key;
  const key = keyframeKey(keyframeSource(document, keyframe), context);
  known.set(keyframe, { decidedBy, key });
  return key;
}
