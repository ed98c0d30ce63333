import { z } from 'zod';
import { type ColourLikeRequest, ColourLikeResult } from '../../../shared/contract/propagate.ts';
import { resamplePlane } from '../../../shared/colour/resample.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type AbPlane, decodeAbPlane } from '../../../shared/model/ab-plane.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { type Keyframe, type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { FrameIndex, frameIndex, frameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import { ChromaAb, Hint, type PointHint } from '../../../shared/model/hint.ts';
import { presentHint } from '../../../shared/model/hint-kinds.ts';
import { type JobId, type ShotId, type StillId, SwatchId } from '../../../shared/model/ids.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { readWorkingLuma } from '../../media/index.ts';
import { AS_IF_FRAMES_AWAY, hintsOfReading, type KeyPlane, PROPAGATE_SHORT_SIDE } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { changedError } from '../clips/clip-contents.ts';
import type { Services } from '../services.ts';
import { keyframeSource, KeyframeSource, networkSettings } from '../shots/keyframe-source.ts';
import { networksOf } from '../shots/shot-networks.ts';
import { carriedHints } from './carried-hints.ts';
import { colourKeyframe } from './keyframe-colour.ts';

/** Keyframes of the other shot that are read from; more see hardly more of a scene. */
const MOST_KEYS = 4;
/** Confidence 0…1 below which the network's word is not taken. */
const LEAST_SURE = 0.5;
/** First some places of the whole picture, then those that the painter gets wrong from them: so many rounds, of so many places each. */
const [FIRST_CELLS, CELLS, ROUNDS, EACH] = [10, 24, 3, 16];
/** Distance in ab at which a painted place is right, and up to which a hint takes a swatch that the other shot's hints are linked to. */
const [NEAR, SAME] = [3, 4];
/** With fewer places nothing of the other shot was found. */
const FEWEST = 3;

const Linked = z.object({ swatch: SwatchId, ab: ChromaAb });
type Linked = z.infer<typeof Linked>;

/** Self-contained: later changes of the document do not affect it. */
const ColourLikeParams = z.object({
  from: z.object({ id: z.string(), name: z.string() }),
  /** Keyframes, or the frame of a still with the name of its plane, which the project keeps. */
  keys: z.array(z.object({ source: KeyframeSource, kept: z.string().optional() })).min(1),
  /** Swatches that hints of the other shot, or of a still's shot, are linked to. */
  linked: z.array(Linked),
  /** Hints of a still, in their present colours: they are brought along by what they lie on. */
  carried: z.array(Hint).readonly().default([]),
  /** Content of each clip's source at the time of the request. */
  contents: z.record(z.string(), z.string()),
  targets: z.array(z.object({ clip: Clip, shot: Shot, frames: z.array(FrameIndex).min(1) })).min(1),
});
type ColourLikeParams = z.infer<typeof ColourLikeParams>;
type Target = ColourLikeParams['targets'][number];

/** Starts reading the colour of frames from the keyframes of another shot. @throws AppError `project.notFound`, `input.malformed` */
export async function colourLike(app: App, jobs: JobRunner, request: ColourLikeRequest): Promise<JobId> {
  await app.contentsKnown();
  const like = request.from.kind === 'shot' ? likeShot(app, request.from.shotId) : likeStill(app, request.from.stillId);
  const targets = request.targets.map(({ shotId, frames }): Target => {
    const { shot, clip } = app.shotPlan(shotId);
    if (shot.id === like.from.id) throw new AppError('input.malformed', `“${shot.name}” cannot be coloured like itself.`);
    const { width, height } = clip.picture;
    if (width * like.clip.picture.height !== height * like.clip.picture.width) throw new AppError('input.malformed', `The pictures of “${shot.name}” and “${like.from.name}” have different proportions, so the colour of one cannot be read from the other.`);
    return { clip, shot, frames };
  });
  const { from, keys, linked, carried } = like;
  const clips = [like.clip, ...targets.map(({ clip }) => clip)];
  const params: ColourLikeParams = { from, keys: [...keys], linked: [...linked], carried, contents: Object.fromEntries(clips.map((clip) => [clip.id, app.services.contents.of(clip)])), targets };
  return jobs.enqueue('colourLike', params).id;
}

/** What others are coloured like. */
interface Like extends Pick<ColourLikeParams, 'from' | 'keys' | 'linked' | 'carried'> {
  readonly clip: Clip;
}

/** @throws AppError `project.notFound`, `input.malformed` */
function likeShot(app: App, shotId: ShotId): Like {
  const { shot, clip, keyframes } = app.shotPlan(shotId);
  if (keyframes.length === 0) throw new AppError('input.malformed', `“${shot.name}” has no keyframe, so no shot can be coloured like it.`);
  const document = app.document();
  return { from: { id: shot.id, name: shot.name }, clip, keys: spread(keyframes, MOST_KEYS).map((keyframe) => ({ source: keyframeSource(document, keyframe) })), linked: linkedOf(document, keyframes), carried: [] };
}

/** @throws AppError `project.notFound`, `input.malformed` */
function likeStill(app: App, stillId: StillId): Like {
  const document = app.document();
  const still = document.stills.find(({ id }) => id === stillId);
  if (still === undefined) throw new AppError('project.notFound', 'This still is not in the project.');
  if (still.plane === undefined) throw new AppError('input.malformed', `The still “${still.name}” is of an uncoloured frame, so no shot can be coloured like it.`);
  const clip = app.clip(still.clipId);
  const shot = document.shots.find(({ clipId, range }) => clipId === still.clipId && rangeIncludes(range, still.frame));
  const ofShot = document.keyframes.filter(({ shotId }) => shotId === shot?.id);
  const carried = (still.hints ?? []).map((hint) => presentHint(hint, document.swatches));
  return { from: { id: still.id, name: still.name }, clip, keys: [{ source: { clip, frame: still.frame, hints: [] }, kept: still.plane }], linked: linkedOf(document, [...ofShot, { hints: carried }]), carried };
}

function linkedOf(document: Pick<ProjectDocument, 'swatches'>, keyframes: readonly Pick<Keyframe, 'hints'>[]): Linked[] {
  return keyframes.flatMap(({ hints }) => hints.flatMap((each): Linked[] => {
    const hint = presentHint(each, document.swatches);
    return 'ab' in hint && hint.swatch !== undefined ? [{ swatch: hint.swatch, ab: hint.ab }] : [];
  }));
}

/** Evenly taken out of a list, the ends included. */
function spread<Each>(all: readonly Each[], most: number): readonly Each[] {
  return all.length <= most ? all : Array.from({ length: most }, (_, index) => all[Math.round((index * (all.length - 1)) / (most - 1))]!);
}

/** @param keptPlane a plane that the open project keeps, by its name */
export function colourLikeJobKind(services: Services, keptPlane: (key: string) => Uint8Array | undefined): JobKind<ColourLikeParams, ColourLikeResult> {
  return defineJobKind({
    kind: 'colourLike', lane: 'interactive', params: ColourLikeParams, result: ColourLikeResult,
    label: ({ from, targets }) => `Colouring ${targets.length === 1 ? targets[0]!.shot.name : `${targets.length} shots`} like ${from.name}`,
    key: ({ keys, linked, carried, contents, targets }) => JSON.stringify([keys, linked, carried, contents, targets.map(({ shot, frames }) => [shot.id, frames])]),
    total: ({ targets }) => targets.length,
    async run(params, context) {
      const clips = new Map([...params.keys.map(({ source }) => source), ...params.targets].map(({ clip }) => [clip.id, clip]));
      for (const clip of clips.values()) {
        await services.contents.check(clip);
        if (services.contents.of(clip) !== params.contents[clip.id]) throw changedError(clip);
      }
      const result = await colourTargets(services, params, { ...context, keptPlane });
      for (const clip of clips.values()) await services.guard.assertHolds(clip, params.contents[clip.id]!, { now: true });
      return result;
    },
  });
}

async function colourTargets(services: Services, params: ColourLikeParams, { signal, report, keptPlane }: JobContext & { readonly keptPlane: (key: string) => Uint8Array | undefined }): Promise<ColourLikeResult> {
  const total = params.targets.length;
  report({ done: 0, total });
  const keys: KeyColour[] = [];
  for (const { source, kept } of params.keys) {
    const bytes = kept === undefined ? undefined : keptPlane(kept);
    if (kept !== undefined && bytes === undefined) throw new AppError('project.notFound', 'The colour of this still is no longer in the project.', { details: kept });
    keys.push({ source, plane: bytes === undefined ? (await colourKeyframe(services, source, { signal })).plane : decodeAbPlane(bytes) });
  }
  const targets: ColourLikeResult['targets'] = [];
  for (const target of params.targets) {
    let best: Awaited<ReturnType<typeof readLike>> | undefined;
    for (const frame of target.frames) {
      const reading = await readLike(services, params, { target, frame, keys, signal });
      if (best === undefined || reading.meanConfidence > best.meanConfidence) best = reading;
    }
    const reading = best!;
    const carried = await carriedHints(services, { source: keys[0]!.source, target: { clip: target.clip, frame: reading.frame }, hints: params.carried }, { signal });
    const own = carried.flatMap(({ hint, lost }) => (lost ? [] : [hint]));
    const made = await hintsLike(services, target, { reading, own, linked: params.linked, signal });
    targets.push({ frame: frameIndex(reading.frame), confidence: reading.meanConfidence, hints: [...made.map((hint) => ({ from: hint.id, hint, confidence: reading.meanConfidence, lost: false })), ...carried] });
    report({ done: targets.length, total });
  }
  return { targets };
}

/** A keyframe of the other shot, with its colour. */
export interface KeyColour {
  readonly source: KeyframeSource;
  readonly plane: AbPlane;
}

interface LikeRequest {
  readonly target: Pick<Target, 'clip' | 'shot'>;
  readonly frame: number;
  readonly keys: readonly KeyColour[];
  readonly signal: AbortSignal;
}

/** The colour of a frame as the network reads it from the other shot's keyframes. */
export async function readLike(services: Services, { contents, from }: Pick<ColourLikeParams, 'contents' | 'from'>, { target, frame, keys, signal }: LikeRequest): ReturnType<Services['draftReader']['draft']> {
  const tools = await services.tools();
  // Under numbers of their own, since keys may be of another clip.
  const named = new Map(keys.map((key, index) => [frame + AS_IF_FRAMES_AWAY + index, key]));
  const luma = async (wanted: number): Promise<WorkingLuma> => {
    const source = named.get(wanted)?.source;
    const [clip, at] = source === undefined ? [target.clip, frame] : [source.clip, source.frame as number];
    for await (const read of readWorkingLuma(clip, tools, { range: frameRange(at, at), shortSide: PROPAGATE_SHORT_SIDE, signal })) return { ...read, frame: wanted };
    throw new AppError('media.truncated', `Frame ${at} cannot be read.`);
  };
  const content = JSON.stringify([contents[target.clip.id], frame, 'like', from.id, keys.map(({ source }) => [contents[source.clip.id], source.frame])]);
  const read: KeyPlane[] = [...named].map(([number, { plane }]) => ({ frame: number, plane }));
  return services.draftReader.draft({ frame, keys: read, content, luma, ofOtherShots: true, modelId: networksOf(services.registry, target.shot).propagate.id }, { signal });
}

interface HintsRequest {
  readonly reading: Awaited<ReturnType<typeof readLike>>;
  /** Hints that are there already: the others say what these leave wrong. */
  readonly own: readonly Hint[];
  readonly linked: readonly Linked[];
  readonly signal: AbortSignal;
}

/** Hints from which the painter makes what the network has read, in the colours of linked swatches where they are the same. */
async function hintsLike(services: Services, { clip, shot }: Target, { reading, own, linked, signal }: HintsRequest): Promise<readonly Hint[]> {
  const painted = async (hints: readonly Hint[]): Promise<AbPlane> => {
    const source: KeyframeSource = { clip, frame: frameIndex(reading.frame), hints: [...hints], ...networkSettings(shot) };
    const { plane } = await colourKeyframe(services, source, { signal, keep: 'memory' });
    return resamplePlane(plane, reading.plane);
  };
  let hints: readonly PointHint[] = hintsOfReading(reading, { least: LEAST_SURE, cells: FIRST_CELLS, ...(own.length === 0 ? {} : { painted: await painted(own), near: NEAR }) });
  if (own.length === 0 && hints.length < FEWEST) return [];
  for (let round = 0; round < ROUNDS; round++) {
    const more = hintsOfReading(reading, { least: LEAST_SURE, cells: CELLS, painted: await painted([...hints, ...own]), near: NEAR, most: EACH });
    if (more.length === 0) break;
    hints = [...hints, ...more];
  }
  return hints.map((hint) => linkedHint(hint, linked));
}

/** Pure: the hint in the colour of the nearest linked swatch, where it is as good as the same. */
function linkedHint(hint: PointHint, linked: readonly Linked[]): PointHint {
  const away = ({ ab }: Linked): number => Math.hypot(ab[0] - hint.ab[0], ab[1] - hint.ab[1]);
  const nearest = linked.toSorted((a, b) => away(a) - away(b))[0];
  return nearest === undefined || away(nearest) > SAME ? hint : { ...hint, ab: nearest.ab, swatch: nearest.swatch };
}
