import { z } from 'zod';
import type { Preferences } from '../../host/preferences.ts';
import { FOLDED_PX, LANES, type LaneId, type LaneWish, type LaneWishes } from './timeline-layout.ts';

/** How the user has set a lane: whether it is folded, and the height of one of its tracks in CSS px. */
interface LaneSetting {
  readonly isFolded: boolean;
  readonly trackPx: number;
}
type LaneSettings = Readonly<Record<LaneId, LaneSetting>>;

/** Height of a track, CSS px. A name needs the least of hints and masks. */
export const TRACK_PX: Readonly<Record<LaneId, { readonly least: number; readonly usual: number; readonly most: number }>> = {
  hints: { least: 12, usual: 13, most: 32 }, masks: { least: 12, usual: 13, most: 32 },
  confidence: { least: 12, usual: 14, most: 48 }, propagation: { least: 12, usual: 14, most: 32 }, sound: { least: 16, usual: 30, most: 120 },
};
export const LANE_NAMES: Readonly<Record<LaneId, string>> = { hints: 'Hints', masks: 'Masks', confidence: 'Confidence', propagation: 'Propagation', sound: 'Sound' };
/** Tracks that a lane shows without scrolling, where there is room. */
const TRACKS_SHOWN = 6;

/** Name of the preference. */
export const LANE_PREFERENCE = 'timeline lanes';
const Kept = z.partialRecord(z.enum(LANES), z.object({ isFolded: z.boolean(), trackPx: z.number() }));

/** Pure: the settings in a stored text; the usual ones where there is none, or it is of another version. */
export function laneSettings(text: string | null): LaneSettings {
  const kept = readKept(text);
  const of = (id: LaneId): LaneSetting => {
    const { least, usual, most } = TRACK_PX[id];
    return { isFolded: kept[id]?.isFolded ?? false, trackPx: Math.min(most, Math.max(least, Math.round(kept[id]?.trackPx ?? usual))) };
  };
  return { hints: of('hints'), masks: of('masks'), confidence: of('confidence'), propagation: of('propagation'), sound: of('sound') };
}

function readKept(text: string | null): z.infer<typeof Kept> {
  try {
    return Kept.parse(JSON.parse(text ?? '{}'));
  } catch {
    // Of another version of the program: the lanes are as at first.
    return {};
  }
}

/** Keeps a changed setting of a lane for this machine's user. */
export function setLane(preferences: Preferences, id: LaneId, change: Partial<LaneSetting>): void {
  const settings = laneSettings(preferences.getItem(LANE_PREFERENCE));
  preferences.setItem(LANE_PREFERENCE, JSON.stringify({ ...settings, [id]: { ...settings[id], ...change } }));
}

/** What the lanes of a clip ask for. @param most tracks of the shot with most of them, and whether the clip has sound; rows stay where they are while the playhead moves */
export function laneWishes(most: { readonly hints: number; readonly masks: number; readonly sound: boolean }, settings: LaneSettings): LaneWishes {
  const wish = (id: LaneId, tracks: number): LaneWish => (settings[id].isFolded ? { tracks: 1, trackPx: FOLDED_PX, isFolded: true } : { tracks: Math.min(TRACKS_SHOWN, tracks), trackPx: settings[id].trackPx, isFolded: false });
  return {
    hints: most.hints === 0 ? null : wish('hints', most.hints), masks: most.masks === 0 ? null : wish('masks', most.masks),
    confidence: wish('confidence', 1), propagation: wish('propagation', 1), sound: most.sound ? wish('sound', 1) : null,
  };
}
