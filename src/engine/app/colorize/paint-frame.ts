import type { PaintedFrame, PaletteSuggestion } from '../../../shared/contract/colorize.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { appliedHints } from '../../../shared/model/applied-hints.ts';
import { rangeIncludes, type FrameIndex } from '../../../shared/model/frame.ts';
import type { Hint, ImagePoint } from '../../../shared/model/hint.ts';
import type { ClipId, KeyframeId, ReferenceId } from '../../../shared/model/ids.ts';
import type { App } from '../app.ts';
import { keyframeSource, networkSettings } from '../shots/keyframe-source.ts';
import { recordNetworks } from '../shots/record-networks.ts';
import { previewCorrection } from './correct-frame.ts';
import { type ColouredKeyframe, colourKeyframe, noteLatest, paintSettings } from './keyframe-colour.ts';
import { frameKey } from './painting-sources.ts';
import { sceneColours } from './scene-colours.ts';

interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

interface FrameToPreview {
  readonly clipId: ClipId;
  readonly frame: FrameIndex;
  readonly hints: readonly Hint[];
  readonly referenceId?: ReferenceId | undefined;
}

/** Colour of a keyframe of the open project from its hints or its still, made now or found in the store. @throws AppError `project.notFound`, as `colourKeyframe` */
export async function paintKeyframe(app: App, keyframeId: KeyframeId, { signal }: Stoppable = {}): Promise<PaintedFrame> {
  await app.contentsKnown();
  return ofPresentClip(() => paintKeyframeNow(app, keyframeId, { signal }));
}

/** Makes a colour again when the film changed while it was read. */
export async function ofPresentClip<Result>(paint: () => Promise<Result>): Promise<Result> {
  try {
    return await paint();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'media.changed') throw error;
    return paint();
  }
}

async function paintKeyframeNow(app: App, keyframeId: KeyframeId, { signal }: Stoppable): Promise<PaintedFrame> {
  const keyframe = app.keyframe(keyframeId);
  const source = keyframeSource(app.document(), keyframe);
  const { shot } = app.shotPlan(keyframe.shotId);
  const corrected = keyframe.correction === true ? await previewCorrection(app, shot, source, stop(signal)) : undefined;
  if (corrected !== undefined) return paintedFrame(corrected);
  const coloured = await colourKeyframe(app.services, source, { signal, priority: 'playhead' });
  noteLatest(app.services, shot, { key: coloured.key, frame: keyframe.frame, clip: source.clip });
  recordNetworks(app, shot.id);
  return paintedFrame(coloured);
}

/** Colour of a frame from hints that are not in the document: of a hint that is being moved, or without hints the automatic colour. Kept in memory only. */
export async function previewFrame(app: App, input: FrameToPreview, { signal }: Stoppable = {}): Promise<PaintedFrame> {
  await app.contentsKnown();
  return ofPresentClip(() => previewFrameNow(app, input, { signal }));
}

async function previewFrameNow(app: App, input: FrameToPreview, { signal }: Stoppable): Promise<PaintedFrame> {
  const { shots, references } = app.document();
  const reference = references.find((each) => each.id === input.referenceId);
  const shot = shots.find((each) => each.clipId === input.clipId && rangeIncludes(each.range, input.frame));
  const clip = app.clip(input.clipId);
  const applied = appliedHints(input.hints, { shot, frame: input.frame, swatches: [], picture: clip.picture });
  const corrected = shot === undefined || reference !== undefined ? undefined : await previewCorrection(app, shot, { frame: input.frame, ...applied }, stop(signal));
  const source = { clip, frame: input.frame, ...applied, ...(reference === undefined ? {} : { reference }), ...networkSettings(shot) };
  return paintedFrame(corrected ?? await colourKeyframe(app.services, source, { signal, priority: 'playhead', keep: 'memory' }));
}

/** A keyframe as the present networks paint it, whatever its shot keeps. Kept in memory only; neither the shot nor its colour changes. @throws AppError `project.notFound`, as `colourKeyframe` */
export async function previewNetworks(app: App, keyframeId: KeyframeId, { signal }: Stoppable = {}): Promise<PaintedFrame> {
  await app.contentsKnown();
  return ofPresentClip(async () => {
    const { networks: _kept, ...source } = keyframeSource(app.document(), app.keyframe(keyframeId));
    return paintedFrame(await colourKeyframe(app.services, source, { signal, priority: 'playhead', keep: 'memory' }));
  });
}

/** Suggested colours at a position of a frame: likely ones that the scene uses already, then the most likely. */
export async function suggestColours(app: App, input: { readonly clipId: ClipId; readonly frame: FrameIndex; readonly hints: readonly Hint[]; readonly at: ImagePoint }, { signal }: Stoppable = {}): Promise<PaletteSuggestion[]> {
  const { services } = app;
  const clip = app.clip(input.clipId);
  const luma = await services.paintingSources.luma(clip, input.frame, stop(signal));
  const { shots, keyframes, references } = app.document();
  const shot = shots.find((each) => each.clipId === input.clipId && rangeIncludes(each.range, input.frame));
  const { hints, limited = [] } = appliedHints(input.hints, { shot, frame: input.frame, swatches: [], picture: clip.picture });
  const keyframe = keyframes.find((each) => each.shotId === shot?.id && each.frame === input.frame);
  const reference = references.find((each) => each.id === keyframe?.referenceId);
  // As the frame is painted: by the network that the shot keeps, with its vividness and its reference.
  const settings = await paintSettings(services, { ...networkSettings(shot), ...(reference === undefined ? {} : { reference }) });
  return [...await services.colorizer.suggest({ ...settings, frameKey: frameKey(services.contents.of(clip), input.frame), luma, hints: [...hints, ...limited.flatMap((each) => each.hints)], at: input.at, scene: shot === undefined ? [] : sceneColours(app.document(), shot) }, stop(signal))];
}

function stop(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function paintedFrame({ key, plane, outOfGamut }: ColouredKeyframe): PaintedFrame {
  return { key, width: plane.width, height: plane.height, outOfGamut };
}
