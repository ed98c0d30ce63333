export { planSpans, type PlacedKey, type Span } from './plan-spans.ts';
export { createPropagator, type Propagator } from './propagator.ts';
export { PROPAGATE_SHORT_SIDE, type KeyPlane, type PropagatedFrame, type SpanOptions, type SpanRequest } from './span-request.ts';
export { type Reading, type ReadingId, type Schedule, SCHEDULE_NAME } from './schedule.ts';
export { decodeReading, encodeReading, type OpenReadings, type ReadingStore, type StoredReading } from './stored-reading.ts';
export { backwards } from './backwards.ts';
export { anchorPoints, followedHint, type FollowedPosition } from './followed-hint.ts';
export { decodePositions, encodePositions, type StoredPositions } from './stored-positions.ts';
export { suggestionSteps, suggestKeyframe } from './suggest-keyframe.ts';
