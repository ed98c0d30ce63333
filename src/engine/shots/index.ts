export { detectShots, type DetectedShot, type DetectShotsOptions } from './detect-shots.ts';
