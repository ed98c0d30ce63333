import { stillChroma } from '../../shared/colour/still-chroma.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { effectiveAb, type Keyframe, type KeyframeStill, type ProjectDocument, type Reference } from '../../shared/model/document.ts';
import type { FrameIndex } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { contentKey, type PlaneKey } from '../artefacts/index.ts';
import { lumaCoding, readLumaFrame, readStill } from '../media/index.ts';
import { modelVersions } from './model-versions.ts';
import { frameKey } from './painting-sources.ts';
import type { Services } from './services.ts';
import { assertSamePicture, assertSameShape } from './still-match.ts';

/** Everything that decides the colour of one keyframe; equal sources have equal planes. */
export interface KeyframeSource {
  readonly clip: Clip;
  readonly frame: FrameIndex;
  /** With the colour each hint has now (its swatch's, if it links to one). */
  readonly hints: readonly Hint[];
  readonly still?: KeyframeStill;
  readonly reference?: Reference;
}

export interface ColouredKeyframe {
  readonly key: PlaneKey;
  readonly plane: AbPlane;
  /** Hints whose colour does not exist at their place's lightness and was brought in. */
  readonly outOfGamut: number;
  /** A still's own size where it is not the film's: it was brought to it, so it does not come out code for code. Known only when the still was looked at. */
  readonly scaledFrom?: Size;
}

/** The source of a document's keyframe. @throws AppError `project.notFound` */
export function keyframeSource(document: ProjectDocument, keyframe: Keyframe): KeyframeSource {
  const shot = document.shots.find((each) => each.id === keyframe.shotId);
  const clip = document.clips.find((each) => each.id === shot?.clipId);
  if (clip === undefined) throw new AppError('project.notFound', 'The clip of this keyframe is not in the project.');
  const reference = document.references.find((each) => each.id === keyframe.referenceId);
  return {
    clip,
    frame: keyframe.frame,
    hints: keyframe.hints.map((hint) => ('ab' in hint ? { ...hint, ab: effectiveAb(hint, document.swatches) } : hint)),
    ...(keyframe.still === undefined ? {} : { still: keyframe.still }),
    ...(reference === undefined ? {} : { reference }),
  };
}

/** Where the plane of a keyframe lies in the cache. Ids of hints and swatches do not matter, only what they say. */
export function keyframePlaneKey(source: KeyframeSource, modelVersion: string): PlaneKey {
  const group = contentKey({
    what: 'keyframe',
    clip: source.clip.contentHash,
    frame: source.frame,
    ...(source.still === undefined
      ? { hints: source.hints.map(hintContent), reference: source.reference?.contentHash, model: modelVersion }
      : { still: source.still.contentHash }),
  });
  return { group, frame: source.frame };
}

/** What a hint says; its id and swatch do not matter. */
export function hintContent(hint: Hint): unknown {
  const { id: _id, ...content } = hint;
  if (!('swatch' in content)) return content;
  const { swatch: _swatch, ...colour } = content;
  return colour;
}

/**
 * Colours a keyframe, or finds it coloured. With `force` given a still is looked at even when its colour is known, and taken whatever
 * it shows when that is true. @throws AppError `still.mismatch` unless forced, `image.unreadable`, …
 */
export async function colourKeyframe(services: Services, source: KeyframeSource, options: { readonly signal?: AbortSignal; readonly force?: boolean } = {}): Promise<ColouredKeyframe> {
  const key = keyframePlaneKey(source, modelVersions(services.registry).colorize);
  const known = await services.cache.plane(key);
  if (known !== undefined && (source.still === undefined || options.force === undefined)) return { key, plane: known, outOfGamut: await outOfGamutOf(services, key) };
  const { plane, ...told } = source.still === undefined ? await paintFromHints(services, source, options) : { ...(await takeStill(services, source, source.still, options)), outOfGamut: 0 };
  await services.cache.put(key, plane, { mean: 1, outOfGamut: told.outOfGamut });
  return { key, plane, ...told };
}

/** How many hints of a painted plane in the cache were brought into the gamut; 0 where an earlier version did not keep it. */
export async function outOfGamutOf({ cache }: Pick<Services, 'cache'>, key: PlaneKey): Promise<number> {
  return (await cache.frames(key.group)).get(key.frame)?.outOfGamut ?? 0;
}

async function paintFromHints(services: Services, source: KeyframeSource, options: { readonly signal?: AbortSignal }): Promise<{ readonly plane: AbPlane; readonly outOfGamut: number }> {
  const { clip, frame, hints, reference } = source;
  const luma = await services.paintingSources.luma(clip, frame, options);
  const statistics = reference === undefined ? undefined : await services.paintingSources.statistics(reference);
  return services.colorizer.paint({ frameKey: frameKey(clip, frame), luma, hints, ...(statistics === undefined ? {} : { reference: statistics }) }, options);
}

async function takeStill(services: Services, source: KeyframeSource, still: KeyframeStill, options: { readonly signal?: AbortSignal; readonly force?: boolean }): Promise<{ readonly plane: AbPlane; readonly scaledFrom?: Size }> {
  const { picture } = source.clip;
  const tools = await services.tools();
  const own = await readStill(still.path, tools);
  const isScaled = own.width !== picture.width || own.height !== picture.height;
  if (options.force !== true) {
    assertSameShape(own, picture, still.path);
    assertSamePicture(own, await services.paintingSources.luma(source.clip, source.frame, options), still.path);
  }
  const picked = isScaled ? await readStill(still.path, tools, { size: { width: picture.width, height: picture.height } }) : own;
  const { samples: luma } = await readLumaFrame(source.clip, source.frame, tools, options);
  const plane = stillChroma(picked, { matrix: picture.matrix, coding: lumaCoding(picture), luma });
  return { plane, ...(isScaled ? { scaledFrom: { width: own.width, height: own.height } } : {}) };
}
