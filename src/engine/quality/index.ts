export { checkQuality, type QualityRequest } from './check-quality.ts';
export type { AskedColour, AskedPlane } from './hints-obeyed.ts';
export { assertQualityPath, framesCsv, qualityPagePath, qualityOptions, qualityPageTarget, writeQuality } from './write-quality.ts';
