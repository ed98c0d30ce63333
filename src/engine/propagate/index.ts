export { planSpans, type PlacedKey, type Span } from './plan-spans.ts';
export { createPropagator, PROPAGATE_SHORT_SIDE, type KeyPlane, type PropagatedFrame, type Propagator, type SpanOptions, type SpanRequest } from './propagator.ts';
export { suggestKeyframe } from './suggest-keyframe.ts';
