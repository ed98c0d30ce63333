import { expect, test } from 'vitest';
import type { Clip } from '../../shared/model/clip.ts';
import { NO_TRACKS } from '../../shared/model/clip-tracks.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { assumedMedia } from './clip-media.ts';
import { foundParts } from './found-parts.ts';
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

test('MXF takes sound at 48 kHz alone, so other sound is converted', () => {
  const sound = (sampleRate: number): unknown => planDelivery({
    clip: film, range: frameRange(0, 99), codec: 'dnxhr-hq-mxf', outPath: '/out/film.mxf',
    media: { ...assumedMedia(film), tracks: { ...NO_TRACKS, tracks: [{ kind: 'sound', stream: 1, codec: 'pcm_s24le', isDefault: true, isForced: false, channels: 1, sampleRate }] } },
  }).kept.find(({ part }) => part === 'Sound');
  expect([sound(48_000), sound(44_100)]).toEqual([
    { part: 'Sound', state: 'kept', words: 'PCM 24 bit, mono, 48 kHz; cut to these frames' },
    { part: 'Sound', state: 'converted', words: 'PCM 24 bit, mono, 44.1 kHz; converted to PCM 24 bit at 48 kHz, cut to these frames' },
  ]);
});

test('MXF refuses rates that it does not have, before any work', () => {
  const refusal = (num: number, den: number): string | undefined => {
    try {
      planDelivery({ clip: { ...film, rate: { num, den } }, range: frameRange(0, 99), codec: 'dnxhr-hq-mxf', outPath: '/out/film.mxf' });
    } catch (error) {
      return String(error);
    }
    return undefined;
  };
  expect([refusal(25, 1), refusal(24_000, 1001), refusal(60_000, 1001), refusal(120, 1)]).toEqual([undefined, undefined, undefined, undefined]);
  expect(refusal(18, 1)).toContain('MXF has no rate of 18 frames a second; MOV and Matroska hold any.');
  expect(refusal(25_000, 1001)).toContain('MXF has no rate of 24.975');
});

test('fields, rotation and shape of samples are held against the written file', () => {
  const clip: Clip = { ...film, audioTracks: 0, picture: { ...film.picture, scan: 'interlaced-bottom-first', rotation: 90, sampleAspect: { num: 64, den: 45 } } };
  const plan = planDelivery({ clip, range: frameRange(0, 99), codec: 'prores-422hq', outPath: '/out/film.mov' });
  const found = (picture: Clip['picture']): readonly string[] => foundParts(plan, { clip: { ...clip, picture }, tracks: NO_TRACKS, subtitleStreams: [] }).filter(({ state }) => state === 'lost').map(({ part, words }) => `${part}: ${words}`);
  expect(found(clip.picture)).toEqual([]);
  expect(found({ ...clip.picture, scan: 'interlaced-top-first', rotation: 0, sampleAspect: { num: 1, den: 1 } })).toEqual(['Rotation: 90°; the written file says 0°', 'Sample shape: 64:45; the written file says 1:1', 'Fields: bottom field first; the written file says top field first']);
});

test('DNxHD in MXF refuses a picture whose bottom field is first, which the file could not say', () => {
  const planned = (codec: 'dnxhd-hq' | 'dnxhd-hq-mxf', scan: Clip['picture']['scan']) => () => planDelivery({ clip: { ...film, picture: { ...film.picture, width: 1920, height: 1080, scan }, rate: { num: 25, den: 1 } }, range: frameRange(0, 99), codec, outPath: '/out/film' });
  expect(planned('dnxhd-hq-mxf', 'interlaced-bottom-first')).toThrow(/says that the top field is first/);
  expect(planned('dnxhd-hq-mxf', 'interlaced-top-first')).not.toThrow();
  expect(planned('dnxhd-hq', 'interlaced-bottom-first')).not.toThrow();
});

test('a tag of several lines is one line of the plan', () => {
  const { kept } = planDelivery({ clip: film, range: frameRange(0, 99), codec: 'ffv1', outPath: '/out/film.mkv', media: { ...assumedMedia(film), tracks: { ...NO_TRACKS, metadata: { comment: 'line one\r\n  line two' } } } });
  expect(kept.find(({ part }) => part === 'Tag comment')?.words).toBe('“line one line two”');
});
