import { expect, test } from 'vitest';
import { AppError } from '../errors/app-error.ts';
import { parseCoding } from './clip-coding.ts';
import { type Clip, codingOf, grayName, withCoding } from './clip.ts';
import { ClipId } from './ids.ts';

const film: Clip = {
  id: ClipId.parse('film'), source: { kind: 'file', path: '/films/film.mov' }, contentHash: 'hash', name: 'film', codec: 'prores',
  picture: { width: 1280, height: 720, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv422p10le', family: 'yuv', bitDepth: 10, range: 'limited', matrix: 'bt709', taggedMatrix: 'bt709', scan: 'progressive' },
  rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, audioTracks: 0, durationSeconds: 4, remarks: [],
};

test('an override is in the picture, and taking it back leaves the clip as probed', () => {
  const changed = withCoding(film, parseCoding('pq,full'));
  expect(changed.picture).toMatchObject({ primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020', taggedMatrix: 'bt2020nc', range: 'full' });
  expect(codingOf(changed)).toEqual({ matrix: 'bt2020', primaries: 'bt2020', curve: 'pq' });
  // What was made from the gray of the codes is not used for another gray.
  expect(grayName(film)).toBe('');
  expect(grayName(changed)).toBe('bt2020 pq rolled off full');
  expect(withCoding(withCoding(changed, parseCoding('transfer=gamma28')), undefined)).toEqual(film);
  expect(withCoding(changed, {})).toEqual(film);
});

test('a coding is written as a name, with a range, or as single fields; anything else is refused with the valid names', () => {
  expect(parseCoding('sd-625-gamma28')).toEqual({ primaries: 'bt470bg', transfer: 'gamma28', matrix: 'bt601' });
  expect(parseCoding('primaries=smpte432,transfer=iec61966-2-1')).toEqual({ primaries: 'smpte432', transfer: 'iec61966-2-1' });
  expect(parseCoding('probed')).toBeUndefined();
  for (const text of ['rec709', 'primaries=purple', 'colour=pq', '', 'pq,,']) expect(() => parseCoding(text), text).toThrow(AppError);
});
