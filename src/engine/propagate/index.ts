export { planSpans, type PlacedKey, type Span } from './plan-spans.ts';
export { createPropagator, type Propagator } from './propagator.ts';
export { PROPAGATE_SHORT_SIDE, type KeyPlane, type MadeColour, type PropagatedFrame, type SpanOptions, type SpanRequest } from './span-request.ts';
export { backwards } from './backwards.ts';
export { anchorPoints, followedHint, type FollowedPosition } from './followed-hint.ts';
export { suggestKeyframe } from './suggest-keyframe.ts';
