import { expect, test } from 'vitest';
import { clipsAmong } from './drop-clip.ts';

test('of files dropped together every clip is opened, and of an image sequence one image', () => {
  const dropped = ['reel-1.mov', 'reel-2.mov', 'scan_0001.dpx', 'scan_0002.dpx', 'other_0001.dpx', 'reel-1.mov'].map((name) => ({ name }));
  expect(clipsAmong(dropped).map(({ name }) => name)).toEqual(['reel-1.mov', 'reel-2.mov', 'scan_0001.dpx', 'other_0001.dpx']);
});
