import { type LaneId, LANES } from '../features/timeline/timeline-layout.ts';
import { LANE_NAMES, LANE_PREFERENCE, laneSettings, setLane } from '../features/timeline/lane-settings.ts';
import type { Command } from './command.ts';
import { hasClip } from './conditions.ts';

/** Folding of the timeline's lanes. */
function fold(id: LaneId): Command {
  return {
    id: `timeline.fold.${id}`, group: 'View', label: ({ preferences }) => `${laneSettings(preferences.getItem(LANE_PREFERENCE))[id].isFolded ? 'Unfold' : 'Fold'} ${LANE_NAMES[id].toLowerCase()} lane`,
    enabled: hasClip,
    run: ({ preferences }) => { setLane(preferences, id, { isFolded: !laneSettings(preferences.getItem(LANE_PREFERENCE))[id].isFolded }); },
  };
}

export const laneCommands: readonly Command[] = LANES.map(fold);
