import { asFloats, asStored, withHintsObeyed } from './frame-colour.ts';
import type { FramePainter, PaintSource } from './frame-painter.ts';
import { type MakerParts, quarterOf, type ReadingMaker, withoutPadding } from './reading-maker.ts';
import type { ShotTracks, TrackedSource } from './shot-tracks.ts';

/**
 * Paints a frame in one run from its sources and their tracks: a network of the layout `sources`. It takes no hints: a corrected frame is the frame as it was,
 * with the stated colours at their places; how far they reach is said by the painter (`app/correct-frame.ts`).
 */
export function createPainterMaker(painter: FramePainter, tracks: ShotTracks, { features, padded, signal }: Pick<MakerParts, 'features' | 'padded' | 'signal'>): ReadingMaker {
  return {
    prepare({ frame, reads }) {
      const sources = reads.map((read): TrackedSource => ({ frame: read.frame, isKey: read.kind === 'key' }));
      // The thread of flow works while the network paints the frame before.
      const following = tracks.from(frame, sources);
      following.catch(() => undefined); // awaited below, unless painting fails before
      return {
        async make({ luma, memory }) {
          const quarter = quarterOf(luma);
          const found = await following;
          const given = memory.map((each): PaintSource => {
            const at = sources.findIndex((source) => source.frame === each.encoded.frame);
            return { ...each, track: found[at]!, isKey: sources[at]!.isKey };
          });
          const painted = await painter.paint({ encoded: features.frame(frame), size: luma }, given, { signal });
          const stored = asStored(withoutPadding(painted, padded(), quarter), quarter);
          return { memory: stored, finish: () => Promise.resolve({ memory: stored, colour: stored }) };
        },
      };
    },
    expect(frames) { tracks.expect(frames); },
    withHints: (_, hints, { colour }) => Promise.resolve(asStored(withHintsObeyed(asFloats(colour), hints), colour.plane)),
    end() { tracks.end(); },
  };
}
