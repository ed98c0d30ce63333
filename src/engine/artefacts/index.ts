export { contentKey } from './content-key.ts';
export { type CachedFrame, createPlaneCache, formatPlaneKey, parsePlaneKey, type PlaneCache, type PlaneKey } from './plane-cache.ts';
