import { AB_UNIT, type AbPlane } from '../../shared/model/ab-plane.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import type { MaskKey, MaskShape } from '../../shared/model/mask.ts';
import { maskCoverage } from '../../shared/model/mask-coverage.ts';
import { joinedShapes, type TrackLeg } from '../../shared/model/mask-track.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { backwards } from './backwards.ts';
import type { MaskThread } from './mask-thread.ts';
import type { Propagator } from './propagator.ts';
import type { SeenRegion } from './seen-region.ts';
import type { KeyPlane, PropagatedFrame } from './span-request.ts';
import type { FlowStore } from './stored-flow.ts';
import type { OpenReadings } from './stored-reading.ts';

/** The inside of a mask is given to the network as one strong colour, the rest as its opposite: |a| of both. */
const PAINTED = 60;

interface LegRequest {
  readonly leg: TrackLeg;
  readonly picture: Size;
  /** Lumas of consecutive frames, as for `propagateSpan`. */
  readonly lumas: (wanted: FrameRange) => AsyncIterable<WorkingLuma>;
  readonly frameCount: number;
  /** Storage of what the network reads, by which a stopped tracking goes on; in memory when left out. */
  readonly readings?: OpenReadings;
  /** Storage of the flow between frames; none when left out. */
  readonly flows?: FlowStore;
}

interface LegOptions {
  readonly signal?: AbortSignal;
  /** Frames done so far, of those between the two ends. */
  readonly report?: (frames: number) => void;
}

/** Shapes that were found on one leg. */
export interface TrackedLeg {
  readonly shapes: ReadonlyMap<number, MaskShape>;
  /** The first frame, in the leg's order, on which the mask has no shape. */
  readonly lost: number | undefined;
}

/**
 * A mask's shapes on one leg of a shot. The propagation network reads where the mask's inside is, as it reads colour; optical flow moves the
 * shape from frame to frame, and the network's reading keeps it from drifting. Between two shapes set by hand the mask is tracked from both.
 * @throws AppError as `propagateSpan`
 */
export async function trackLeg({ propagator, thread }: { readonly propagator: Propagator; readonly thread: MaskThread }, request: LegRequest, { signal, report = () => undefined }: LegOptions = {}): Promise<TrackedLeg> {
  const { leg, picture, lumas, frameCount, readings, flows } = request;
  const { from, to, end } = leg;
  const isForward = to > from.frame;
  const step = isForward ? 1 : -1;
  const last = end === undefined ? to : to - step;
  const frames = Array.from({ length: Math.abs(last - from.frame) }, (_, index) => from.frame + step * (index + 1));
  if (frames.length === 0) return { shapes: new Map(), lost: undefined };
  const size = propagator.sizeFor(picture);
  const [here, there] = [paintedKey(from, size), end === undefined ? undefined : paintedKey(end, size)];
  const [left, right] = isForward ? [here, there] : [there, here];
  const made = propagator.propagateSpan({
    range: frameRange(Math.min(frames[0]!, last), Math.max(frames[0]!, last)), lumas, frameCount, ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }), ...(readings === undefined ? {} : { readings }), ...(flows === undefined ? {} : { flows }),
  }, signal === undefined ? {} : { signal });

  /** @param key the frame with the shape that tracking begins at @param goal the last frame */
  async function follow(key: MaskKey, goal: number, regionOf: (frame: number) => Promise<SeenRegion | undefined>): Promise<ReadonlyMap<number, MaskShape>> {
    const found = new Map<number, MaskShape>();
    const read = goal > key.frame ? lumas(frameRange(key.frame, goal)) : backwards(lumas, frameRange(goal, key.frame));
    let way: ReturnType<MaskThread['begin']> | undefined;
    try {
      for await (const luma of read) {
        signal?.throwIfAborted();
        if (way === undefined) {
          way = thread.begin(key.shape, luma);
          continue;
        }
        const region = await regionOf(luma.frame);
        const tracked = region === undefined ? undefined : await way.step(luma, region);
        if (tracked === undefined) break;
        found.set(luma.frame, tracked.shape);
      }
    } finally {
      way?.end();
    }
    return found;
  }

  try {
    if (end === undefined) {
      // With one key, frames arrive in the leg's order, so reading ends where the mask is lost.
      const shapes = await follow(from, last, async (frame) => {
        const next = await made.next();
        report(Math.abs(frame - from.frame));
        return next.done === true ? undefined : seenRegion(next.value);
      });
      return { shapes, lost: frames.find((frame) => !shapes.has(frame)) };
    }
    const kept = new Map<number, PropagatedFrame>();
    for await (const frame of made) {
      kept.set(frame.frame, frame);
      report(kept.size);
    }
    const regionOf = (frame: number): Promise<SeenRegion | undefined> => {
      const seen = kept.get(frame);
      return Promise.resolve(seen === undefined ? undefined : seenRegion(seen));
    };
    const shapes = joinedShapes(leg, await follow(from, last, regionOf), await follow(end, frames[0]!, regionOf));
    return { shapes, lost: frames.find((frame) => !shapes.has(frame)) };
  } finally {
    await made.return();
  }
}

function paintedKey({ frame, shape }: MaskKey, { width, height }: Size): KeyPlane {
  const size = { width: width / 2, height: height / 2 };
  const { values } = maskCoverage({ shape, feather: 0, inverted: false }, size);
  const samples = new Int16Array(2 * values.length);
  values.forEach((value, index) => { samples[index] = Math.round(PAINTED * AB_UNIT * (value / 127.5 - 1)); });
  return { frame, plane: { ...size, samples } satisfies AbPlane };
}

function seenRegion({ plane: { width, height, samples }, confidence }: PropagatedFrame): SeenRegion {
  const values = new Float32Array(width * height);
  for (let index = 0; index < values.length; index++) values[index] = Math.min(1, Math.max(-1, samples[index]! / (PAINTED * AB_UNIT)));
  return { width, height, values, confidence: Float32Array.from(confidence, (value) => value / 255) };
}
