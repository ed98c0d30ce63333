import { mixPlanes } from '../../../shared/colour/mix-planes.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import { type FrameRange, rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { type LayerTable, layerTableOf } from '../../../shared/model/layer-table.ts';
import { layerShares, shotShare } from '../../../shared/model/shot-mix.ts';
import { type ArtefactEntry, type ArtefactKey, artefactKey, type ArtefactStore, blendedPlaneKind } from '../../artefacts/index.ts';
import type { Services } from '../services.ts';
import type { ShotPlan } from './shot-plan.ts';

/** Status of one frame of a shot. */
interface FrameStatus {
  readonly key: ArtefactKey | undefined;
  readonly confidence: number | undefined;
  /** The stored colour was made from other keyframes: it is shown until it is replaced, and counts as not made. */
  readonly stale: boolean;
}

/** Stored planes of spans, by frame. */
export function madeFrames(store: Pick<ArtefactStore, 'group'>, spans: readonly ArtefactKey[]): (span: ArtefactKey) => ReadonlyMap<number, ArtefactEntry> {
  const made = new Map(spans.map((span) => [span, new Map<number, ArtefactEntry>()]));
  for (const entry of store.group(...spans)) if (entry.kind === blendedPlaneKind.kind && entry.frame !== undefined) made.get(entry.group!)?.set(entry.frame, entry);
  return (span) => made.get(span)!;
}

/** Status of each frame of the shot's coloured range: the plane of its present keyframes, else the last one made for it. */
export function frameStatuses(plan: ShotPlan, store: ArtefactStore): readonly FrameStatus[] {
  return statusesOfBatch([plan], store)[0]!;
}

/** Shots that the store is asked for at once: most of a question's cost is its own, and the answer for a whole film would be held at once. */
const SHOTS_AT_ONCE = 64;

/** Items in runs of as many as the store is asked for at once. */
export function inBatches<Item, Result>(items: readonly Item[], resultsOf: (batch: readonly Item[]) => readonly Result[]): readonly Result[] {
  return Array.from({ length: Math.ceil(items.length / SHOTS_AT_ONCE) }, (_, index) => resultsOf(items.slice(index * SHOTS_AT_ONCE, (index + 1) * SHOTS_AT_ONCE))).flat();
}

function statusesOfBatch(plans: readonly ShotPlan[], store: ArtefactStore): readonly (readonly FrameStatus[])[] {
  const made = madeFrames(store, plans.flatMap(({ spans }) => spans.map(({ group }) => group)));
  const frames = plans.map((plan) => madeStatuses(plan, made, store));
  const latest = latestPlanes(plans.filter((_, index) => frames[index]!.includes(undefined)), store);
  return plans.map((plan, index) => withStale(plan, frames[index]!, { latest, store }));
}

/** Of the frames whose colour is made. */
function madeStatuses(plan: ShotPlan, made: ReturnType<typeof madeFrames>, store: Pick<ArtefactStore, 'find'>): readonly (FrameStatus | undefined)[] {
  const frames = new Array<FrameStatus | undefined>(rangeLength(plan.range)).fill(undefined);
  const set = (frame: number, status: FrameStatus): void => { if (rangeIncludes(plan.range, frame)) frames[frame - plan.range.first] = status; };
  for (const { span, group } of plan.spans) {
    for (const [frame, { key, confidence }] of made(group)) if (rangeIncludes(span.range, frame)) set(frame, { key, confidence, stale: false });
  }
  for (const { frame, key } of plan.corrections) {
    const found = store.find(key);
    if (found !== undefined) set(frame, { key, confidence: found.confidence, stale: false });
  }
  for (const [frame, key] of plan.keys) if (store.find(key) !== undefined) set(frame, { key, confidence: 1, stale: false });
  return frames;
}

/** The keys that the frames of a shot have once all of it is made. */
function plannedStatuses(plan: ShotPlan): readonly FrameStatus[] {
  const frames: FrameStatus[] = Array.from({ length: rangeLength(plan.range) }, () => ({ key: undefined, confidence: undefined, stale: false }));
  const set = (frame: number, key: ArtefactKey): void => { if (rangeIncludes(plan.range, frame)) frames[frame - plan.range.first] = { key, confidence: undefined, stale: false }; };
  for (const { span, group } of plan.spans) for (let frame = span.range.first as number; frame <= span.range.last; frame++) set(frame, artefactKey(blendedPlaneKind, { span: group, frame }));
  for (const { frame, key } of plan.corrections) set(frame, key);
  for (const [frame, key] of plan.keys) set(frame, key);
  return frames;
}

type LatestPlanes = ReturnType<ArtefactStore['latest']>;

/** The planes last made for frames of shots' clips, by frame. */
function latestPlanes(plans: readonly ShotPlan[], store: Pick<ArtefactStore, 'latest'>): (plan: ShotPlan) => ReadonlyMap<number, LatestPlanes> {
  const byClip = new Map([...Map.groupBy(plans, ({ clip }) => clip.contentHash)].map(([content, ofClip]) => {
    const rows = store.latest(content, Math.min(...ofClip.map(({ range }) => range.first)), Math.max(...ofClip.map(({ range }) => range.last)));
    return [content, Map.groupBy(rows, ({ frame }) => frame)];
  }));
  return ({ clip }) => byClip.get(clip.contentHash) ?? new Map();
}

const UNCOLOURED: FrameStatus = { key: undefined, confidence: undefined, stale: false };

/** A shot that was split off another shows the planes of that one, except in a dissolve of the two. */
function withStale(plan: ShotPlan, frames: readonly (FrameStatus | undefined)[], { latest, store }: { readonly latest: ReturnType<typeof latestPlanes>; readonly store: Pick<ArtefactStore, 'find'> }): readonly FrameStatus[] {
  const planes = latest(plan);
  return frames.map((status, index): FrameStatus => {
    if (status !== undefined) return status;
    const frame = index + plan.range.first;
    const rows = planes.get(frame);
    const key = (rows?.findLast(({ shot }) => shot === plan.shot.id) ?? (rangeIncludes(plan.shot.range, frame) ? rows?.at(-1) : undefined))?.key;
    return key === undefined ? UNCOLOURED : { key, confidence: store.find(key)?.confidence, stale: true };
  });
}

/** One stored plane's share in a frame's colour. */
interface ColourShare {
  readonly key: ArtefactKey;
  readonly weight: number;
}

/** Current chroma of a clip's frames; inside a dissolve the chroma of both shots, mixed as the picture is. Stale colour counts as none. */
export interface ChromaSource {
  /** @throws AppError `job.failed` when stored colour was lost */
  chromaAt(frame: number): Promise<AbPlane | undefined>;
  /** What that is mixed from; empty where there is no colour. */
  sharesAt(frame: number): readonly ColourShare[];
  /** Whether there are any. */
  hasColourAt(frame: number): boolean;
  /** Status of each frame of a shot's coloured range. */
  framesOf(shotId: ShotId): readonly FrameStatus[];
  /** The shots that are seen in the frame. */
  shotsAt(frame: number): readonly Shot[];
  confidenceAt(frame: number): number | undefined;
  /** The layers over it. */
  layersAt(frame: number): LayerTable | undefined;
}

interface ShotFrames {
  readonly frames: readonly FrameStatus[];
  readonly range: FrameRange;
  readonly shot: Shot;
  readonly keys: ShotPlan['keys'];
}

/** @param options `planned`: as it will be when all is made, with the keys alone */
export function createChromaSource(plans: readonly ShotPlan[], { store, colours }: Pick<Services, 'store' | 'colours'>, { planned = false }: { readonly planned?: boolean } = {}): ChromaSource {
  const statuses = planned ? plans.map(plannedStatuses) : inBatches(plans, (batch) => statusesOfBatch(batch, store));
  const all = plans.map((plan, index): ShotFrames => ({ frames: statuses[index]!, range: plan.range, shot: plan.shot, keys: plan.keys })).sort((a, b) => a.shot.range.first - b.shot.range.first);
  const shots = all.map(({ shot }) => shot);
  const picture = plans[0]?.clip.picture;
  const at = (of: ShotFrames, frame: number): FrameStatus | undefined => {
    const status = of.frames[frame - of.range.first];
    return status?.stale === true ? undefined : status;
  };
  /** The shot that contains the frame, and its neighbour in a dissolve: a dissolve lies inside the two shots that it joins. */
  const covering = (frame: number): readonly ShotFrames[] => {
    const own = indexOfShotAt(shots, frame);
    const found: ShotFrames[] = [];
    for (let index = Math.max(0, own - 1); index <= own + 1 && index < all.length; index++) if (rangeIncludes(all[index]!.range, frame)) found.push(all[index]!);
    return found;
  };
  /** As `sharesAt` has it, without a list for each of a film's frames. */
  const hasColourAt = (frame: number): boolean => {
    const own = indexOfShotAt(shots, frame);
    for (let index = Math.max(0, own - 1); index <= own + 1 && index < all.length; index++) if (rangeIncludes(all[index]!.range, frame) && at(all[index]!, frame)?.key !== undefined) return true;
    return false;
  };
  const planeOf = async (key: ArtefactKey, frame: number): Promise<AbPlane> => {
    const plane = await colours.plane(key);
    // Without this check the frame would be delivered gray without a message.
    if (plane === undefined) throw new AppError('job.failed', `The colour of frame ${frame} was damaged or removed from the cache. Propagate its shot again, then deliver.`);
    return plane;
  };
  /** A keyframe in a dissolve was painted on the mixed picture: it is delivered as approved. */
  const painted = (frame: number): ArtefactKey | undefined => covering(frame)
    .map((each) => (rangeIncludes(each.shot.range, frame) && at(each, frame)?.key === each.keys.get(frame) ? each.keys.get(frame) : undefined)).find((key) => key !== undefined);
  const sharesAt = (frame: number): readonly ColourShare[] => {
    const approved = painted(frame);
    if (approved !== undefined) return [{ key: approved, weight: 1 }];
    const mixed = covering(frame);
    return mixed.flatMap((each) => {
      const key = at(each, frame)?.key;
      return key === undefined ? [] : [{ key, weight: shotShare(each.shot, mixed.map(({ shot }) => shot), frame) }];
    });
  };
  const framesByShot = new Map(all.map(({ shot, frames }) => [shot.id, frames]));
  return {
    sharesAt, hasColourAt,
    framesOf: (shotId) => framesByShot.get(shotId) ?? [],
    shotsAt: (frame) => covering(frame).map(({ shot }) => shot),
    chromaAt: async (frame) => mixPlanes(await Promise.all(sharesAt(frame).map(async ({ key, weight }) => ({ plane: await planeOf(key, frame), weight })))),
    confidenceAt(frame) {
      const mixed = covering(frame);
      if (mixed.length === 1) return at(mixed[0]!, frame)?.confidence;
      if (painted(frame) !== undefined) return 1;
      const values = mixed.map((each) => at(each, frame)?.confidence).filter((each) => each !== undefined);
      return values.length === 0 ? undefined : Math.min(...values);
    },
    layersAt: (frame) => (picture === undefined ? undefined : layerTableOf(layerShares(covering(frame).map(({ shot }) => shot), frame), picture)),
  };
}
