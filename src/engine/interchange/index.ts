export { readTimeline, readTimelineFile, type ReadOptions } from './read-timeline.ts';
export { formatOfName, type TimelineFormat, writeTimeline } from './write-timeline.ts';
export type { WriteOptions, WrittenTimeline } from './written-timeline.ts';
export { timelineOfShots } from './timeline-of-shots.ts';
export type { Timeline, TimelineEvent, TimelineMarker, TimelineTransition } from './timeline.ts';
