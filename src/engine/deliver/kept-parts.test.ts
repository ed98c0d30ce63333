import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { planDelivery } from './index.ts';
import { frameRange } from '../../shared/model/frame.ts';

const film: Clip = {
  id: ClipId.parse('film'), source: { kind: 'file', path: '/films/film.mov' }, contentHash: 'hash', name: 'film', codec: 'prores',
  picture: { width: 1280, height: 720, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv422p10le', family: 'yuv', bitDepth: 10, range: 'limited', matrix: 'bt709', primaries: 'bt709', transfer: 'bt709', taggedMatrix: 'bt709', scan: 'progressive' },
  rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 100, startTimecode: '01:00:00:00', audioTracks: 2, durationSeconds: 4, remarks: [],
};
const stateOf = (clip: Clip, codec: Parameters<typeof planDelivery>[0]['codec'], first = 0): Readonly<Record<string, string>> => Object.fromEntries(planDelivery({ clip, range: frameRange(first, 99), codec, outPath: '/out/film' }).kept.map(({ part, state, words }) => [part, `${state}: ${words}`]));

test('ProRes keeps what the film has, from the timecode of the first frame delivered', () => {
  expect(stateOf(film, 'prores-422hq', 24)).toEqual({ Luma: 'kept: the clip’s own codes', 'Sound 1': 'converted: unknown, 2 channels; converted to PCM 24 bit, cut to these frames', 'Sound 2': 'converted: unknown, 2 channels; converted to PCM 24 bit, cut to these frames', Timecode: 'kept: from 01:00:01:00', 'Colour tags': 'kept: bt709' });
});

test('images lose sound and timecode, and say so; H.264 rounds ten bits to eight', () => {
  expect(stateOf(film, 'png')).toEqual({ Luma: 'converted: rounded or converted', 'Sound 1': 'lost: cannot be held by a folder of images', 'Sound 2': 'lost: cannot be held by a folder of images', Timecode: 'lost: cannot be held by a folder of images; the first is 01:00:00:00' });
  expect(stateOf(film, 'h264').Luma).toBe('converted: rounded or converted');
});

test('what the film never had is not listed as lost', () => {
  const { startTimecode: _none, ...silent } = { ...film, audioTracks: 0 };
  expect(stateOf(silent, 'ffv1')).toMatchObject({ Sound: 'absent: the clip has none', Timecode: 'absent: the clip has none' });
});

test('DPX has two digits for the frames of a timecode, so it has none above 100 frames a second', () => {
  const timecode = (rate: number): string | undefined => stateOf({ ...film, rate: { num: rate, den: 1 } }, 'dpx-10').Timecode;
  expect([timecode(60), timecode(100), timecode(120)]).toEqual(['kept: from 01:00:00:00', 'kept: from 01:00:00:00', 'lost: DPX 10 bit counts at most 100 frames a second; the first is 01:00:00:000']);
});

test('a fourth channel, as of a scan with infrared, is said to be lost', () => {
  const alpha = (pixelFormat: string): string | undefined => stateOf({ ...film, picture: { ...film.picture, pixelFormat } }, 'prores-4444').Alpha;
  expect(['rgba64be', 'yuva444p12le', 'gbrap16le', 'ya16be'].map(alpha)).toEqual(Array.from({ length: 4 }, () => 'lost: the picture’s fourth channel is not delivered'));
  expect(['yuv422p10le', 'gray16le', 'bgr0', 'gbrp10le'].map(alpha)).toEqual(Array.from({ length: 4 }, () => undefined));
});
