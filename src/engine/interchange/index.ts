export { isFolder, readReferenceFolder, type ReferenceFrame, type ReferenceFrames } from './reference-frames.ts';
export { readTimeline, readTimelineFile, type ReadOptions } from './read-timeline.ts';
export { formatOfName, type TimelineFormat, writeTimeline } from './write-timeline.ts';
export type { WriteOptions, WrittenTimeline } from './written-timeline.ts';
export { type Conformed, conform, type MissingEvent } from './conform.ts';
export { type LaidOver, type LaidShot, layOver } from './lay-over.ts';
export { type DeliveredShot, timelineOfFiles, timelineOfShots } from './timeline-of-shots.ts';
export type { Timeline, TimelineEvent, TimelineMarker, TimelineTransition } from './timeline.ts';
