import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { sampleClip } from '../project/testing/sample-project.ts';
import { frameNameOf, placeReferenceFrames } from './reference-frames.ts';

const film: Clip = { ...sampleClip('film', 240), rate: { num: 24, den: 1 }, startTimecode: '01:00:00:00' };

function place(names: readonly string[], clip: Clip = film): ReturnType<typeof placeReferenceFrames> {
  return placeReferenceFrames(names.map((name) => ({ name, path: `/refs/${name}` })), clip);
}

function placed(names: readonly string[], clip: Clip = film): readonly (readonly [number, string])[] {
  return place(names, clip).frames.map(({ frame, path }) => [frame, path]);
}

const whyNot = (...names: readonly string[]): string => place(names).misfits.map(({ why }) => why).join(' ');

test('a timecode is read from a name, else its last number; versions and prefixes are ignored', () => {
  expect(frameNameOf('frame_0012.png')).toEqual({ kind: 'number', number: 12 });
  expect(frameNameOf('12.png')).toEqual({ kind: 'number', number: 12 });
  expect(frameNameOf('reel2_frame0012_v03.tif')).toEqual({ kind: 'number', number: 12 });
  expect(frameNameOf('harbour 0012 final.png')).toEqual({ kind: 'number', number: 12 });
  expect(frameNameOf('reel2_01.00.03.12.png')).toEqual({ kind: 'timecode', text: '01:00:03:12' });
  expect(frameNameOf('01-00-03-12.png')).toEqual({ kind: 'timecode', text: '01:00:03:12' });
  expect(frameNameOf('cover.png')).toBeUndefined();
});

test('images become frames of the clip, by number or by its timecode', () => {
  expect(placed(['f_12.png', 'f_2.png', 'notes.txt', '.hidden_3.png'])).toEqual([[2, '/refs/f_2.png'], [12, '/refs/f_12.png']]);
  expect(placed(['01.00.00.12.png', 'x_01_00_01_00.tif'])).toEqual([[12, '/refs/01.00.00.12.png'], [24, '/refs/x_01_00_01_00.tif']]);
  const drop = { ...film, rate: { num: 30_000, den: 1001 }, startTimecode: '00:00:59;28', frameCount: 100 };
  expect(placed(['00.01.00.02.png'], drop)).toEqual([[2, '/refs/00.01.00.02.png']]);
});

test('numbers of an image sequence are its own where all of them lie in it', () => {
  const sequence: Clip = { ...film, source: { kind: 'sequence', pattern: '/scan/scan-%07d.dpx', firstNumber: 86_400 } };
  expect(place(['scan-0086412.png'], sequence)).toEqual({ frames: [{ frame: 12, path: '/refs/scan-0086412.png' }], misfits: [], remarks: ['The numbers of the images are those of the sequence “film”, which begins at 86400.'] });
  expect(placed(['f_12.png'], sequence)).toEqual([[12, '/refs/f_12.png']]);
});

test('images that cannot be placed are reported by name, and the rest is placed', () => {
  expect(whyNot('f_2.png', 'cover.png')).toBe('cover.png has no frame number or timecode in its name.');
  expect(whyNot('a_2.png', 'b_02.png')).toBe('a_2.png and b_02.png both stand for frame 2.');
  expect(whyNot('f_240.png')).toContain('f_240.png stands for frame 240, which “film” does not have');
  expect(whyNot('01.00.00.24.png')).toContain('does not exist at the rate of “film”');
  expect(whyNot('00.59.59.12.png')).toContain('stands for frame -12');
  expect(placed(['a_2.png', 'b_02.png', 'f_240.png', 'f_7.png'])).toEqual([[2, '/refs/a_2.png'], [7, '/refs/f_7.png']]);
});

test('a mask belongs to the image of its frame; one without an image is reported', () => {
  expect(place(['f_2.png', 'f_2.mask.png', 'g_0007_mask.tif', 'g_0007.png', 'h-9-mask.png'])).toMatchObject({
    frames: [{ frame: 2, path: '/refs/f_2.png', mask: '/refs/f_2.mask.png' }, { frame: 7, path: '/refs/g_0007.png', mask: '/refs/g_0007_mask.tif' }],
    misfits: [{ name: 'h-9-mask.png', why: 'h-9-mask.png is the mask of frame 9, for which there is no image.' }],
  });
});
