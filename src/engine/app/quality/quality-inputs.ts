import { AppError } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { documentIndex, layersOver } from '../../../shared/model/document-index.ts';
import type { Keyframe, ProjectDocument } from '../../../shared/model/document.ts';
import { type FrameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import { type LayerTable, layerTableOf } from '../../../shared/model/layer-table.ts';
import type { Hint, ImagePoint } from '../../../shared/model/hint.ts';
import { type ClipId, MaskId, type SwatchId } from '../../../shared/model/ids.ts';
import { type CoveragePlane, coverageOver } from '../../../shared/model/mask-coverage.ts';
import type { AskedColour, AskedPlane } from '../../quality/index.ts';
import { colourKeyframe } from '../colorize/keyframe-colour.ts';
import type { Services } from '../services.ts';
import { keyframeSource, type KeyframeSource } from '../shots/keyframe-source.ts';

/** Expected colours of a delivered film: those of its hints, and those of its keyframes as a whole. */
interface QualityInputs {
  readonly asked: readonly AskedColour[];
  readonly keyframes: readonly AskedPlane[];
}

/** The clip of a document that a film is, by its content, else by its place. @throws AppError `project.notFound` */
export function clipOfFilm({ clips }: Pick<ProjectDocument, 'clips'>, film: Clip): Clip {
  const clip = clips.find((each) => plainHash(each) === plainHash(film)) ?? clips.find((each) => clipPath(each) === clipPath(film));
  if (clip === undefined) throw new AppError('project.notFound', `No clip of the project is "${clipPath(film)}". Open the project that the film belongs to.`);
  return clip;
}

/** The content's name, deinterlaced or not. */
export function plainHash({ contentHash }: Pick<Clip, 'contentHash'>): string {
  return contentHash.replace(/-deinterlaced$/, '');
}

/**
 * Colours the keyframes of a clip, or finds them coloured.
 * @param options.range frames that are looked at; all of the clip's when it is left out
 * @throws AppError what colouring a keyframe throws
 */
export async function qualityInputs(services: Services, document: ProjectDocument, clipId: ClipId, options: { readonly range?: FrameRange; readonly signal?: AbortSignal | undefined } = {}): Promise<QualityInputs> {
  const index = documentIndex(document);
  const { range, signal } = options;
  const ours = index.shots(clipId).flatMap((shot) => index.keyframes(shot.id)).filter(({ frame }) => range === undefined || rangeIncludes(range, frame));
  const layersOf = ({ frame }: Keyframe): LayerTable | undefined => {
    const clip = index.clip(clipId);
    return clip === undefined ? undefined : layerTableOf(layersOver(document, { clipId, frame }), clip.picture);
  };
  const keyframes: AskedPlane[] = [];
  // A correction has no colour of its own: it modifies the propagated one.
  for (const keyframe of ours.filter(({ correction }) => correction === undefined)) {
    keyframes.push({ frame: keyframe.frame, plane: (await colourKeyframe(services, keyframeSource(document, keyframe), { signal })).plane, layers: layersOf(keyframe) });
  }
  return { asked: ours.flatMap((keyframe) => seenHints(keyframe, keyframeSource(document, keyframe)).map(({ swatch: _swatch, ...asked }) => ({ ...asked, layers: layersOf(keyframe) }))), keyframes };
}

/** A hint's colour that is to be seen on its keyframe. */
export type SeenHint = Omit<AskedColour, 'layers'> & { readonly swatch: SwatchId | undefined };

/** Places where the last word on a keyframe is a hint of full strength: a later hint over an earlier one hides it. */
export function seenHints({ frame, still }: Keyframe, { clip, hints, limited = [] }: KeyframeSource): readonly SeenHint[] {
  if (still !== undefined) return [];
  const planes = limited.map(({ mask }) => coverageOver({ ...mask, id: MaskId.parse('limit') }, clip.picture));
  const coverageAt = (index: number, at: ImagePoint): number => sampleOf(planes[index]!, at);
  const lists = [hints, ...limited.map((each) => each.hints)];
  return lists.flatMap((list, layer) => list.flatMap((hint, index) => {
    const colour = colourOf(hint);
    if (colour === undefined) return [];
    // Inside a mask what it limits is seen, and nothing of what lies under it.
    const isSeen = (layer === 0 || coverageAt(layer - 1, colour.at) === 255) && planes.every((_, above) => above < layer || coverageAt(above, colour.at) === 0);
    const isHidden = list.slice(index + 1).some((later) => covers(later, colour.at));
    return isHidden || !isSeen ? [] : [{ frame, ...colour }];
  }));
}

function sampleOf({ width, height, values }: CoveragePlane, [x, y]: ImagePoint): number {
  return values[Math.min(height - 1, Math.floor(y * height)) * width + Math.min(width - 1, Math.floor(x * width))]!;
}

function colourOf(stated: Hint): Omit<SeenHint, 'frame'> | undefined {
  if (stated.kind === 'boundary' || stated.kind === 'auto' || (stated.strength ?? 1) < 1) return undefined;
  return { at: stated.kind === 'point' ? stated.at : stated.path[stated.path.length >> 1]!, ab: stated.ab, swatch: stated.swatch };
}

/** Whether a hint lies over a place; widely, as its soft edge counts. */
function covers(hint: Hint, at: readonly [number, number]): boolean {
  if (hint.kind === 'boundary') return false;
  const places = hint.kind === 'stroke' ? hint.path : [hint.at];
  return places.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < 2 * hint.radius);
}
