import { expect, test } from 'vitest';
import type { PictureFormat } from '../../shared/model/clip.ts';
import { codingGroups } from './coding-groups.ts';

const PICTURE: PictureFormat = { width: 320, height: 192, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' };

test('clips are grouped by what their tags say; untagged ones stand apart from those that are tagged alike', () => {
  const tagged = { picture: { ...PICTURE, primaries: 'bt709', transfer: 'bt709', taggedMatrix: 'bt709' } };
  const log = { picture: { ...PICTURE, family: 'rgb' as const, range: 'full' as const, transfer: 'cineon' } };
  expect(codingGroups([{ picture: PICTURE }, tagged, log, tagged]).map(({ label, readAs, count }) => [label, readAs, count])).toEqual([
    ['Untagged clips', 'BT.709 primaries, sRGB, limited range', 1],
    ['BT.709 primaries, sRGB', 'BT.709 primaries, sRGB, limited range', 2],
    ['BT.709 primaries, Cineon log', 'BT.709 primaries, Cineon log, full range', 1],
  ]);
});
