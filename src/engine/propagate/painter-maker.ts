import { cellSize } from './cell-luma.ts';
import { asFloats, asStored, type FrameColour, withHintsObeyed } from './frame-colour.ts';
import type { FramePainter, PaintSource } from './frame-painter.ts';
import { type ColourLimit, paintWithinLimits } from './paint-within-limits.ts';
import { type MakerParts, type ReadingMaker, withoutPadding } from './reading-maker.ts';
import type { ShotTracks, TrackedSource } from './shot-tracks.ts';

/**
 * Paints a frame in one run from its sources and their tracks: a network of the layout `sources`. It takes no hints: a corrected frame is the frame as it was,
 * with the stated colours at their places; how far they reach is said by the painter (`app/correct-frame.ts`).
 * @param limits in the order in which what is inside is laid over the rest
 */
export function createPainterMaker(painter: FramePainter, tracks: ShotTracks, limits: readonly ColourLimit[], { features, padded, signal }: Pick<MakerParts, 'features' | 'padded' | 'signal'>): ReadingMaker {
  return {
    prepare({ frame, reads }) {
      const sources = reads.map((read): TrackedSource => ({ frame: read.frame, isKey: read.kind === 'key' }));
      // The thread of flow works while the network paints the frame before.
      const following = tracks.from(frame, sources);
      following.catch(() => undefined); // awaited below, unless painting fails before
      return {
        async make({ luma, memory }) {
          const quarter = cellSize(luma);
          const found = await following;
          const given = memory.map((each): PaintSource => {
            const at = sources.findIndex((source) => source.frame === each.encoded.frame);
            return { ...each, track: found[at]!, isKey: sources[at]!.isKey };
          });
          const paint = async (from: readonly PaintSource[]): Promise<FrameColour> => withoutPadding(await painter.paint({ encoded: features.frame(frame), size: luma }, from, { signal }), padded(), quarter);
          const stored = asStored(await paintWithinLimits(paint, given, limits, { frame, size: quarter, padded: padded() }), quarter);
          return { memory: stored, finish: () => Promise.resolve({ memory: stored, colour: stored }) };
        },
      };
    },
    expect(frames) { tracks.expect(frames); },
    withHints: (_, hints, { colour }) => Promise.resolve(asStored(withHintsObeyed(asFloats(colour), hints), colour.plane)),
    end() { tracks.end(); },
  };
}
