import { AppError } from '../../shared/errors/app-error.ts';
import { cellLuma, cellSize } from './cell-luma.ts';
import { lostShare, type SourceTrack, withoutTrack } from './flow-track.ts';
import { asFloats, asStored, type FrameColour, withHintsObeyed } from './frame-colour.ts';
import type { FramePainter, PaintSource } from './frame-painter.ts';
import { type ColourLimit, paintWithinLimits } from './paint-within-limits.ts';
import { type MakerParts, type ReadingMaker, withoutPadding } from './reading-maker.ts';
import { AS_IF_FRAMES_AWAY, type SceneMemory } from './scene-memory.ts';
import type { Read, Reading } from './schedule.ts';
import type { ShotTracks, TrackedSource } from './shot-tracks.ts';

/** Share of lost cells above which a frame is painted from its neighbours instead of interpolated (docs/adr/0015). */
const MOST_LOST = 0.01;

/** More than one, since a moved playhead puts other readings between. */
const MOST_AHEAD = 4;

/**
 * Paints a frame in one run from its sources and their tracks: a network of the layout `sources`. It takes no hints: a corrected frame is the frame as it was,
 * with the stated colours at their places; how far they reach is said by the painter (`app/colorize/correct-frame.ts`).
 * @param memory frames of other shots, for what the span's keyframe does not show
 * @param limits in the order in which what is inside is laid over the rest
 */
export function createPainterMaker(painter: FramePainter, tracks: ShotTracks, { memory: sceneMemory, limits }: { readonly memory: SceneMemory; readonly limits: readonly ColourLimit[] }, { features, padded, signal }: Pick<MakerParts, 'features' | 'padded' | 'signal'>): ReadingMaker {
  /** Tracks that were looked for ahead, the oldest first. */
  const ahead = new Map<string, Promise<readonly SourceTrack[]>>();

  function follow({ frame, reads, isInterpolated }: Reading): Promise<readonly SourceTrack[]> {
    const sources = sourcesOf(reads);
    // The clip may end before its stated length: its last frame then has one neighbour.
    const following = tracks.from(frame, sources).catch((error: unknown) => {
      if (isInterpolated === true && error instanceof AppError && error.code === 'media.truncated') return tracks.from(frame, sources.slice(0, 1));
      throw error;
    });
    following.catch(() => undefined); // awaited by `make`, unless painting fails before, or it is never made
    return following;
  }

  return {
    prepare(reading) {
      const { frame, reads } = reading;
      const following = ahead.get(nameOf(reading)) ?? follow(reading);
      ahead.delete(nameOf(reading));
      const known = sourcesOf(reads);
      return {
        async make({ luma, memory }) {
          const quarter = cellSize(luma);
          // What the network makes of the frame alone need not wait for the frames that it is painted from.
          if (reading.isInterpolated !== true) painter.encoder.allFeatures(features.frame(frame), signal).catch(() => undefined); // asked for again by `paint`
          const [found, sourceFrames] = await Promise.all([following, memory]);
          const tracked = sourceFrames.map((each): PaintSource => {
            const at = known.findIndex((source) => source.frame === each.encoded.frame);
            return { ...each, track: found[at]!, isKey: known[at]!.isKey };
          });
          const searched = tracked.filter((each) => reading.searched?.includes(each.encoded.frame)).map((each): PaintSource => ({ ...each, track: withoutTrack(quarter), framesAway: AS_IF_FRAMES_AWAY }));
          const given = [...tracked, ...searched];
          const target = { encoded: features.frame(frame), size: luma };
          const isInterpolated = reading.isInterpolated === true && found.length === 2 && lostShare(found) <= MOST_LOST;
          const make = (from: readonly PaintSource[]): Promise<FrameColour> => (
            isInterpolated ? painter.interpolate({ ...target, luma: cellLuma(luma) }, [from[0]!, from[1]!], { signal }) : painter.paint(target, from, { signal })
          );
          const paint = async (from: readonly PaintSource[]): Promise<FrameColour> => withoutPadding(await make(from), padded(), quarter);
          const sources = isInterpolated ? given : [...given, ...sceneMemory.sources];
          const stored = asStored(await paintWithinLimits(paint, sources, limits, { frame, size: quarter, padded: padded() }), quarter);
          return { memory: stored, finish: () => Promise.resolve({ memory: stored, colour: stored }) };
        },
      };
    },
    // The thread of flow works while the network paints the frame before.
    lookAhead(reading) {
      if (ahead.has(nameOf(reading))) return;
      ahead.set(nameOf(reading), follow(reading));
      for (const oldest of ahead.keys()) if (ahead.size > MOST_AHEAD) ahead.delete(oldest);
    },
    expect(frames) { tracks.expect(frames); },
    withHints: (_, hints, { colour }) => Promise.resolve(asStored(withHintsObeyed(asFloats(colour), hints), colour.plane)),
    end() {
      tracks.end();
      sceneMemory.end();
    },
  };
}

/** Equal for equal tracks: a schedule with another cut may have other sources. */
function nameOf({ frame, reads }: Reading): string {
  return JSON.stringify([frame, ...reads.map((read) => read.frame)]);
}

function sourcesOf(reads: readonly Read[]): readonly TrackedSource[] {
  return reads.map((read) => ({ frame: read.frame, isKey: read.kind === 'key' }));
}
