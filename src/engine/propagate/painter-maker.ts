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

/**
 * Share of lost cells above which a frame is painted instead of interpolated (docs/adr/0015), by the distance to the farther of the two frames
 * around it: the first figure for a distance of one frame, the last one for all greater distances.
 */
const MOST_LOST = [0.01, 0.001] as const;

/** Readings whose tracks are kept ahead. More than one, since a moved playhead puts other readings between. */
const MOST_AHEAD = 4;

/** What a frame is made from, by frame, and whether it is interpolated from it. */
interface FollowedSources {
  readonly tracks: ReadonlyMap<number, TrackedSource & { readonly track: SourceTrack }>;
  readonly isInterpolated: boolean;
}

/**
 * Paints a frame in one run from its sources and their tracks, by a network of the layout `sources`. The network takes no hints: with hints, a frame is the
 * uncorrected one with their colours set at their positions; how far they reach is decided by the painter (`app/colorize/correct-frame.ts`).
 * @param memory frames of other shots, for what the span's keyframe does not show
 * @param limits in the order in which what is inside is laid over the rest
 */
export function createPainterMaker(painter: FramePainter, tracks: ShotTracks, { memory: sceneMemory, limits }: { readonly memory: SceneMemory; readonly limits: readonly ColourLimit[] }, { features, padded, signal }: Pick<MakerParts, 'features' | 'padded' | 'signal'>): ReadingMaker {
  /** Tracks that were found ahead of their readings, the oldest first. */
  const ahead = new Map<string, Promise<FollowedSources>>();

  async function followed({ frame, reads, interpolatedFrom }: Reading): Promise<FollowedSources> {
    const sources = sourcesOf(reads);
    const to = async (wanted: readonly TrackedSource[]): Promise<FollowedSources['tracks']> => {
      const found = await tracks.from(frame, wanted);
      return new Map(wanted.map((source, index) => [source.frame, { ...source, track: found[index]! }]));
    };
    if (interpolatedFrom === undefined) return { tracks: await to(sources), isInterpolated: false };
    const isAround = (source: TrackedSource): boolean => interpolatedFrom.includes(source.frame);
    const around = await to(sources.filter(isAround)).catch((error: unknown) => {
      // The clip may end before its stated length: frames behind its end cannot be sources.
      if (error instanceof AppError && error.code === 'media.truncated') return to(sources.filter((source) => source.frame === interpolatedFrom[0]));
      throw error;
    });
    const limit = MOST_LOST[Math.max(...interpolatedFrom.map((each) => Math.abs(each - frame))) - 1] ?? MOST_LOST.at(-1)!;
    if (around.size === 2 && lostShare([...around.values()].map(({ track }) => track)) <= limit) return { tracks: around, isInterpolated: true };
    return { tracks: new Map([...await to(sources.filter((source) => !isAround(source))), ...around]), isInterpolated: false };
  }

  function follow(reading: Reading): Promise<FollowedSources> {
    const following = followed(reading);
    following.catch(() => undefined); // awaited by `make`, unless painting fails before, or it is never made
    return following;
  }

  return {
    prepare(reading) {
      const { frame } = reading;
      const following = ahead.get(nameOf(reading)) ?? follow(reading);
      ahead.delete(nameOf(reading));
      return {
        async make({ luma, memory }) {
          const quarter = cellSize(luma);
          const target = { encoded: features.frame(frame), size: luma };
          // What the network makes of the frame alone need not wait for the frames that it is painted from. Asked for again by `paint`.
          let encoding: Promise<unknown> = Promise.resolve();
          const encode = (): void => { encoding = painter.encoder.allFeatures(target.encoded, signal).catch(() => undefined); };
          if (reading.interpolatedFrom === undefined) encode();
          try {
            const { tracks: found, isInterpolated } = await following;
            if (reading.interpolatedFrom !== undefined && !isInterpolated) encode();
            const tracked = (await memory).flatMap((each): PaintSource | [] => {
              const source = found.get(each.encoded.frame);
              return source === undefined ? [] : { ...each, track: source.track, isKey: source.isKey };
            });
            const searched = tracked.filter((each) => reading.searched?.includes(each.encoded.frame)).map((each): PaintSource => ({ ...each, track: withoutTrack(quarter), framesAway: AS_IF_FRAMES_AWAY }));
            const given = [...tracked, ...searched];
            const make = (from: readonly PaintSource[]): Promise<FrameColour> => (
              // With limits, a source that shows nothing of a part is left out, and there may be fewer than two.
              isInterpolated && from[0] !== undefined && from[1] !== undefined ? painter.interpolate({ ...target, luma: cellLuma(luma) }, [from[0], from[1]], { signal }) : painter.paint(target, from, { signal })
            );
            const paint = async (from: readonly PaintSource[]): Promise<FrameColour> => withoutPadding(await make(from), padded(), quarter);
            const sources = isInterpolated ? given : [...given, ...sceneMemory.sources];
            const stored = asStored(await paintWithinLimits(paint, sources, limits, { frame, size: quarter, padded: padded() }), quarter);
            return { memory: stored, finish: () => Promise.resolve({ memory: stored, colour: stored }) };
          } finally {
            // After a failure nothing may be kept any more when this ends.
            await encoding;
          }
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
