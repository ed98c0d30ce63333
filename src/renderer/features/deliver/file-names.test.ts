import { expect, test } from 'vitest';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { filesToName } from './file-names.ts';

const estimate: DeliveryEstimate = { files: ['/out/reel (2).mov'], inUse: [0], frames: 9, uncolouredFrames: 0, seconds: 1, bytes: 1, freeBytes: 1, kept: [], remarks: [] };

test('names are shown as typed until the engine has looked at the folder, then as they will be, with what happens to those in use', () => {
  const files = [{ name: 'reel.mov', range: frameRange(0, 8) }];
  expect(filesToName(files, { overwrite: false, estimate: undefined })).toEqual([{ name: 'reel.mov', frames: 9 }]);
  expect(filesToName(files, { overwrite: false, estimate })).toEqual([{ name: 'reel (2).mov', frames: 9, use: 'numbered' }]);
  expect(filesToName(files, { overwrite: true, estimate: { ...estimate, files: ['C:\\out\\reel.mov'] } })).toEqual([{ name: 'reel.mov', frames: 9, use: 'replaced' }]);
});
