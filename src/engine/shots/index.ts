export { detectShots, type DetectedShot } from './detect-shots.ts';
