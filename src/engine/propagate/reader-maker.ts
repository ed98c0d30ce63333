import type { Size } from '../../shared/model/working-size.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import { padByReflection, padByZero } from '../models/index.ts';
import { blendDirections } from './blend-directions.ts';
import { cellSize } from './cell-luma.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import { FlowToFrames } from './flow-to-frames.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import { asFloats, asStored, changed, type FrameColour, type StoredColour, withHintsObeyed } from './frame-colour.ts';
import type { FrameReader, PaddedHints } from './frame-reader.ts';
import { type MakerParts, type ReadingMaker, withoutPadding } from './reading-maker.ts';
import type { Reading } from './schedule.ts';

/** Colour of a keyframe, warped to a frame. */
interface Warp {
  /** The keyframe. */
  readonly origin: number;
  readonly warped: FlowWarpedFrame;
}

/** Reads a frame's colour, and fuses it with the colour that flow warps from keyframes: a network of the layout `reader`. */
export function createReaderMaker(reader: FrameReader, flowPropagator: FlowPropagator, { features, lumaAt, keys, padded, signal }: MakerParts): ReadingMaker {
  const flow = new FlowToFrames(flowPropagator, lumaAt);
  let expected: ReadonlySet<number> = new Set();

  async function warped({ frame, flowFrom }: Reading, passed: () => void): Promise<readonly Warp[]> {
    flow.endExcept(flowFrom);
    // From one keyframe frames are read in their order, so nothing is to be kept for later.
    const keep = flowFrom.length > 1 ? { keep: (between: number) => expected.has(between) } : {};
    return Promise.all(flowFrom.map(async (origin) => ({ origin, warped: await flow.warpedTo({ frame, key: keys.get(origin)!, passed, ...keep }) })));
  }

  /** A reading with its flow-warped colour; `undefined` where there is none. */
  async function fused(read: FrameColour, warps: readonly Warp[], { frame, size }: { readonly frame: number; readonly size: Size }): Promise<StoredColour | undefined> {
    const [left, right] = warps;
    if (left !== undefined && right !== undefined && reader.fuseBetween !== undefined) {
      return asStored(await reader.fuseBetween(read, [left.warped, right.warped], { frame, size, distances: [frame - left.origin, right.origin - frame] }, { signal }), size);
    }
    const each: StoredColour[] = [];
    for (const { origin, warped } of warps) each.push(asStored(await reader.fuse(read, warped, { frame, size, distance: Math.abs(frame - origin) }, { signal }), size));
    const [first, second] = each;
    return first === undefined || second === undefined ? first : blendDirections(first, second, (frame - left!.origin) / (right!.origin - left!.origin));
  }

  return {
    prepare(reading, passed) {
      const { frame } = reading;
      // The thread of flow works while the network reads, this frame and the next ones.
      const warping = warped(reading, passed);
      warping.catch(() => undefined); // awaited below, unless reading fails before
      return {
        async make({ luma, memory }) {
          const quarter = cellSize(luma);
          const read = withoutPadding(await reader.read({ encoded: features.frame(frame), size: luma }, await memory, { signal }), padded(), quarter);
          const stored = asStored(read, quarter);
          return { memory: stored, finish: async () => ({ memory: stored, colour: await fused(read, await warping, { frame, size: quarter }) ?? stored }) };
        },
      };
    },
    // Flow is begun by `prepare`, beside the reading itself, and not ahead of it.
    lookAhead: () => undefined,
    expect(frames) { expected = frames; },
    async withHints({ frame }, hints, without, inputs) {
      const { luma, memory } = await inputs();
      const quarter = cellSize(luma);
      const read = withoutPadding(await reader.read({ encoded: features.frame(frame), size: luma, hints: paddedHints(hints, padded()) }, await memory, { signal }), padded(), quarter);
      // Flow does not include the hints and would undo half of their effect, so their change of the reading is added to the fusion made
      // without them.
      const [shown, before] = [asFloats(without.colour), asFloats(without.memory)];
      const hinted = without.colour === without.memory ? read : { ab: changed(shown.ab, before.ab, read.ab), confidence: changed(shown.confidence, before.confidence, read.confidence) };
      return asStored(withHintsObeyed(hinted, hints), quarter);
    },
    end() { flow.end(); },
  };
}

function paddedHints(hints: HintPlanes, padded: Size): PaddedHints {
  return { ab: padByZero(hints.ab, hints, padded), mask: padByZero(hints.mask, hints, padded), boundary: padByReflection(hints.boundary, hints, padded) };
}
