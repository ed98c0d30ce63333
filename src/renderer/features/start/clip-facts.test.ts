import { expect, test } from 'vitest';
import { fileText, lengthText, pictureFacts } from './clip-facts.ts';

test('a sequence is named by its first and last image', () => {
  expect(fileText({ source: { kind: 'file', path: '/films/reel 3.mov' }, frameCount: 9 })).toBe('reel 3.mov');
  expect(fileText({ source: { kind: 'sequence', pattern: '/scans/b_%04d.dpx', firstNumber: 86 }, frameCount: 4134 })).toBe('b_[0086-4219].dpx');
  expect(fileText({ source: { kind: 'sequence', pattern: 'C:\\scans\\b%d.tif', firstNumber: 9 }, frameCount: 3 })).toBe('b[9-11].tif');
});

test('a length has the units that it needs', () => {
  expect([4.37, 12.4, 59.7, 724, 3599.6, 3720].map(lengthText)).toEqual(['4.4 s', '12 s', '1 min 00 s', '12 min 04 s', '1 h 00 min', '1 h 02 min']);
});

test('a picture is told by size, depth and rate', () => {
  const picture = { width: 1440, height: 1080, bitDepth: 10 };
  expect(pictureFacts({ picture, rate: { num: 24, den: 1 }, timing: 'constant' })).toBe('1440×1080, 10 bit, 24 f/s');
  expect(pictureFacts({ picture, rate: { num: 24000, den: 1001 }, timing: 'constant' })).toBe('1440×1080, 10 bit, 24000/1001 f/s');
  expect(pictureFacts({ picture, rate: { num: 24, den: 1 }, timing: 'variable' })).toBe('1440×1080, 10 bit, varying rate');
});
