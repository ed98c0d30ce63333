import { expect, test } from 'vitest';
import { frameOfEntry } from './timecode-entry.ts';

const film = { startTimecode: '01:00:00:00', rate: { num: 24, den: 1 } };
const at = (text: string, clip: Parameters<typeof frameOfEntry>[1] = film, frame = 100): number | undefined => frameOfEntry(text, clip, frame);

test.each([
  ['01:00:10:05', 245], ['1:00:10:05', 245], ['01001005', 245],
  // Frame 100 is 01:00:04:04: what was not typed is taken from there.
  ['10:05', 245], ['1005', 245], ['7', 103], ['1.00.00', 1440],
  ['+10', 110], ['-10', 90], ['−10', 90], ['+30', 130], ['+1:00', 124], ['+100', 124], ['-1:00', 76], ['+1:00:00', 1540],
  ['f120', 120], ['F0', 0], [' 10:05 ', 245],
])('%s is frame %d of a clip that begins at 01:00:00:00', (text, frame) => {
  expect(at(text)).toBe(frame);
});

test.each(['', '+', 'abc', '1:2:3:4:5', '1:', 'f1:00', '1234567890', '+-1', '99:00:00:00'])('“%s” is no position', (text) => {
  expect(at(text)).toBeUndefined();
});

test('a position outside the clip is told as it is', () => {
  expect([at('00:59:59:00'), at('-1000')]).toEqual([-24, 100 - 240]);
});

test('drop-frame numbers that do not exist stand for the next one; a minute is a minute of the timecode', () => {
  const clip = { startTimecode: '00:00:00;00', rate: { num: 30000, den: 1001 } };
  expect(at('1:00:00', clip, 0)).toBe(1800);
  expect(at('+1:00:00', clip, 0)).toBe(1800);
  expect(at('10:00:00', clip, 0)).toBe(17_982);
});

test('a clip without timecode counts from zero', () => {
  expect(at('2:00', { startTimecode: undefined, rate: { num: 25, den: 1 } }, 0)).toBe(50);
});
