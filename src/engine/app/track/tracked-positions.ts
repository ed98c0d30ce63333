import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameIndex, frameRange, type FrameRange } from '../../../shared/model/frame.ts';
import type { ImagePoint } from '../../../shared/model/hint.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { type ArtefactRunner, trackedPositionsKind, type Want } from '../../artefacts/index.ts';
import { type FfmpegTools, readWorkingLuma } from '../../media/index.ts';
import type { ModelRegistry } from '../../models/index.ts';
import { backwards, decodePositions, encodePositions, type FollowedPosition, type Propagator, PROPAGATE_SHORT_SIDE, type StoredPositions, trackingModel } from '../../propagate/index.ts';
import type { ContentGuard } from '../clips/content-guard.ts';

/** Number of frames between stored stops: a stopped job resumes there, and so does the next job to a frame beyond. */
const STOP_EVERY = 48;

interface PositionsToTrack {
  readonly clip: Clip;
  /** Content of the clip's source, as named in keys. */
  readonly content: string;
  readonly from: number;
  readonly to: number;
  /** Positions in the frame `from`. */
  readonly positions: readonly ImagePoint[];
}

interface TrackOptions {
  readonly signal: AbortSignal;
  /** Number of frames tracked so far, of those between the two. */
  readonly report?: (frames: number) => void;
}

/** Finds where positions of one frame are in another. @throws AppError `media.*`, `inference.*`, `disk.full`; AbortError */
export interface PositionTracking {
  /** Through every frame between; both are of one shot. */
  follow(wanted: PositionsToTrack, options: TrackOptions): Promise<readonly FollowedPosition[]>;
  /** Searches the whole picture; the frame may be in any shot. */
  find(wanted: PositionsToTrack, options: TrackOptions): Promise<readonly FollowedPosition[]>;
}

interface TrackingParts {
  readonly tools: () => Promise<FfmpegTools>;
  readonly propagator: Propagator;
  readonly registry: ModelRegistry;
  readonly guard: ContentGuard;
}

interface TrackMeans {
  readonly clip: Clip;
  /** Positions at the previous stop. */
  readonly before: { readonly frame: number; readonly stored: StoredPositions } | undefined;
  readonly report: (frame: number) => void;
}

/** Registers the makers of tracked positions. */
export function registerPositionTracking(runner: ArtefactRunner, parts: TrackingParts): PositionTracking {
  const want: Want<typeof trackedPositionsKind.inputs, TrackMeans> = runner.register(trackedPositionsKind, async (inputs, means, { signal }) => {
    const read = await reader(parts, means.clip, signal);
    const stored = inputs.way === 'found' ? await find(parts, read, inputs, { signal }) : await follow(parts, read, { ...inputs, ...means }, { signal });
    await parts.guard.assertHolds(means.clip, inputs.clip, { now: true });
    return { payload: encodePositions(stored), meta: { frame: inputs.to } };
  });
  const network = (): string => trackingModel(parts.registry).version;

  return {
    async follow({ clip, content, from, to, positions }, { signal, report = () => undefined }) {
      let before: TrackMeans['before'];
      for (const stop of stopsBetween(from, to)) {
        const inputs = { clip: content, from, to: stop, way: 'followed' as const, positions: [...positions], network: network() };
        const means = { clip, before, report: (frame: number) => { report(Math.abs(frame - from)); } };
        const { payload } = await want(inputs, means, { signal, priority: 'neighbour' });
        before = { frame: stop, stored: decodePositions(payload) };
        report(Math.abs(stop - from));
      }
      return before?.stored.positions ?? [];
    },
    async find({ clip, content, from, to, positions }, { signal }) {
      const inputs = { clip: content, from, to, way: 'found' as const, positions: [...positions], network: network() };
      const { payload } = await want(inputs, { clip, before: undefined, report: () => undefined }, { signal, priority: 'neighbour' });
      return decodePositions(payload).positions;
    },
  };
}

/** Stops at fixed distances from the first frame, independent of the last, so that jobs to different frames share them. */
function stopsBetween(from: number, to: number): readonly number[] {
  const direction = Math.sign(to - from);
  const stops: number[] = [];
  for (let by = STOP_EVERY; by < Math.abs(to - from); by += STOP_EVERY) stops.push(from + direction * by);
  return [...stops, to];
}

type ReadLumas = (range: FrameRange) => AsyncIterable<WorkingLuma>;

async function reader({ tools }: TrackingParts, clip: Clip, signal: AbortSignal): Promise<ReadLumas> {
  const found = await tools();
  return (range) => readWorkingLuma(clip, found, { range, shortSide: PROPAGATE_SHORT_SIDE, signal });
}

async function follow({ propagator }: TrackingParts, read: ReadLumas, { from, to, positions, before, report }: { readonly from: number; readonly to: number; readonly positions: readonly ImagePoint[] } & TrackMeans, options: { readonly signal: AbortSignal }): Promise<StoredPositions> {
  const isForward = to > from;
  const state = before?.stored.state;
  // With a state the stop itself has been read.
  const first = before === undefined || state === undefined ? from : before.frame + (isForward ? 1 : -1);
  const lumas = isForward ? read(frameRange(first, to)) : backwards(read, frameRange(to, first));
  let last: StoredPositions & { readonly frame: number } | undefined;
  for await (const step of propagator.followPositions({ lumas, from: state === undefined ? positions : { state } }, options)) {
    last = step;
    report(step.frame);
  }
  if (last?.frame !== to) throw unreadable(to);
  return { positions: last.positions, ...(last.state === undefined ? {} : { state: last.state }) };
}

async function find({ propagator }: TrackingParts, read: ReadLumas, { from, to, positions }: { readonly from: number; readonly to: number; readonly positions: readonly ImagePoint[] }, options: { readonly signal: AbortSignal }): Promise<StoredPositions> {
  const one = async (frame: number): Promise<WorkingLuma> => {
    for await (const luma of read(frameRange(frame, frame))) return luma;
    throw unreadable(frame);
  };
  return { positions: await propagator.findPositions({ source: await one(from), target: await one(to), positions }, options) };
}

function unreadable(frame: number): AppError {
  return new AppError('media.truncated', `Frame ${frameIndex(frame)} cannot be read.`);
}
