import { asFloats, asStored, withHintsObeyed } from './frame-colour.ts';
import type { FramePainter, PaintSource } from './frame-painter.ts';
import { type MakerParts, quarterOf, type ReadingMaker, withoutPadding } from './reading-maker.ts';
import type { ShotTracks } from './shot-tracks.ts';

/**
 * Paints a frame in one run from its sources and their tracks: a network of the layout `sources`. It takes no hints: a corrected frame is the frame as it was,
 * with the stated colours at their places; how far they reach is said by the painter (`app/correct-frame.ts`).
 */
export function createPainterMaker(painter: FramePainter, tracks: ShotTracks, { features, keys, padded, signal }: Pick<MakerParts, 'features' | 'keys' | 'padded' | 'signal'>): ReadingMaker {
  return {
    prepare({ frame, flowFrom }, passed) {
      // The thread of flow works while the network paints the frames before.
      const following = tracks.of(frame, flowFrom, passed);
      following.catch(() => undefined); // awaited below, unless painting fails before
      return {
        async make({ luma, memory }) {
          const quarter = quarterOf(luma);
          const found = await following;
          const sources = memory.map((each): PaintSource => ({ ...each, track: found.get(each.encoded.frame) ?? tracks.without, isKey: keys.has(each.encoded.frame) }));
          const painted = await painter.paint({ encoded: features.frame(frame), size: luma }, sources, { signal });
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
