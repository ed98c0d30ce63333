import { expect, test } from 'vitest';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { filesToName } from './file-names.ts';

const estimate: DeliveryEstimate = { files: ['/out/reel (2).mov'], inUse: [0], frames: 9, uncolouredFrames: 0, seconds: 1, bytes: 1, freeBytes: 1, kept: [], remarks: [] };
const whole = { whole: true, shotIds: new Set<never>(), overwrite: false };

test('names are shown as typed until the engine has looked at the folder, then as they will be, with what happens to those in use', () => {
  const asked = { shots: [], names: ['reel.mov'] };
  expect(filesToName(whole, { frameCount: 9 }, { ...asked, estimate: undefined })).toEqual([{ name: 'reel.mov', frames: 9 }]);
  expect(filesToName(whole, { frameCount: 9 }, { ...asked, estimate })).toEqual([{ name: 'reel (2).mov', frames: 9, use: 'numbered' }]);
  expect(filesToName({ ...whole, overwrite: true }, { frameCount: 9 }, { ...asked, estimate: { ...estimate, files: ['C:\\out\\reel.mov'] } })).toEqual([{ name: 'reel.mov', frames: 9, use: 'replaced' }]);
});
