export { checkQuality, type QualityRequest } from './check-quality.ts';
export type { AskedColour, AskedPlane } from './hints-obeyed.ts';
export { assertQualityPage, assertQualityPath, qualityPagePath, writeQuality } from './write-quality.ts';
