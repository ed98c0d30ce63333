import type { ShotColour } from '../../../shared/contract/propagate.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';

/** Pure: confidence (0…1) of the present colour of each frame of a clip that is asked for; `null` where there is none, or only earlier colour. */
export function confidenceOf(frames: readonly number[], { shots, colours }: { readonly shots: readonly Pick<Shot, 'id' | 'range'>[]; readonly colours: ReadonlyMap<ShotId, ShotColour> }): readonly (number | null)[] {
  const byFrame = new Map<number, number>();
  for (const { id, range } of shots) {
    const colour = colours.get(id);
    if (colour === undefined) continue;
    for (let frame: number = range.first; frame <= range.last; frame++) {
      const found = colour.frames[frame - colour.range.first];
      if (found?.confidence !== undefined && found.confidence !== null && !found.stale) byFrame.set(frame, found.confidence);
    }
  }
  return frames.map((frame) => byFrame.get(frame) ?? null);
}
