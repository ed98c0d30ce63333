import { expect, test } from 'vitest';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { filesToName } from './file-names.ts';

const estimate: DeliveryEstimate = { files: ['/out/reel (2).mov'], inUse: [0], frames: 9, uncolouredFrames: 0, seconds: 1, bytes: 1, freeBytes: 1, kept: [], remarks: [] };

test('names are shown as typed until the engine has looked at the folder, then as they will be, with what happens to those in use', () => {
  const files = [{ name: 'reel.mov', range: frameRange(0, 8) }];
  expect(filesToName(files, { overwrite: false, estimate: undefined })).toEqual([{ name: 'reel.mov', length: '9 fr' }]);
  expect(filesToName(files, { overwrite: false, estimate })).toEqual([{ name: 'reel (2).mov', length: '9 fr', use: 'numbered' }]);
  expect(filesToName(files, { overwrite: true, estimate: { ...estimate, files: ['C:\\out\\reel.mov'] } })).toEqual([{ name: 'reel.mov', length: '9 fr', use: 'replaced' }]);
});

test('the timeline stands behind the files, by its events', () => {
  const files = [{ name: 'reel.mov', range: frameRange(0, 1199) }];
  const withTimeline = { ...estimate, inUse: [1], timeline: { path: '/out/Reel 1 (2).otio', events: 1, remarks: [] } };
  expect(filesToName(files, { overwrite: false, estimate: withTimeline })).toEqual([{ name: 'reel (2).mov', length: '1,200 fr' }, { name: 'Reel 1 (2).otio', length: '1 event', use: 'numbered' }]);
});
