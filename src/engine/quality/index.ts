export { checkQuality, type QualityOptions, type QualityRequest } from './check-quality.ts';
export type { AskedColour, AskedPlane } from './hints-obeyed.ts';
export { assertQualityPath, writeQuality } from './write-quality.ts';
