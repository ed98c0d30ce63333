export { colourErrors, grayFrame, psnr, type ColourErrors, type ColourFrame } from './colour-errors.ts';
export { contactSheet, thumbnail, type RgbImage } from './contact-sheet.ts';
export { createColourCopier } from './copied-colour.ts';
export { summariseByDistance, TOLD_DISTANCES, type DistanceSummary } from './distance-summary.ts';
export { colourFrameOf } from './planar-frame.ts';
