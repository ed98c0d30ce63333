export { COLORIZE_SHORT_SIDE, createColorizer, type Colorizer, type PaintRequest, type SuggestRequest } from './colorizer.ts';
export { coverageShares, hintsWithin, mixedByCoverage, paintApplied } from './limited-painting.ts';
export { anchorPoints, correctedColour, type ConfidentColour } from './correct-plane.ts';
export { FRAMES_OF_MOTION, regionOfHints } from './hinted-region.ts';
export { paintStill } from './paint-still.ts';
export { hintsOfStill, overPainted } from './partial-still.ts';
export { assertSamePicture, assertSameShape } from './still-match.ts';
export { decodeStatistics, encodeStatistics, referenceStatistics, type AbStatistics } from './statistics.ts';
export type { SceneColour } from './palette.ts';
