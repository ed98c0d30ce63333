import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codecRecord, deliveryExtension, isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { DeliveryCodec } from '../../../shared/model/delivery.ts';
import { chromaSize, deliveryColourTags, deliveryPixelFormat, rawFrameBytes } from './delivery-format.ts';
import { encodeArguments, isAudioCopied, keptTracks } from './encode-arguments.ts';
import type { EncodePlan } from './encode-plan.ts';

const plan: EncodePlan = {
  outPath: '/out/reel.mov', codec: 'prores-422hq', width: 1280, height: 720, rate: { num: 24000, den: 1001 }, pixelFormat: 'yuv422p10le',
  sampleAspect: { num: 1, den: 1 }, rotation: 0, colour: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'limited' },
};

/** The value after an option; the last one counts. */
function valueOf(list: readonly string[], option: string): string | undefined {
  const at = list.lastIndexOf(option);
  return at === -1 ? undefined : list[at + 1];
}

test('ProRes 422 HQ: the profile, the vendor, ten bits, every colour tag on stream and container', () => {
  const list = encodeArguments(plan);
  expect([valueOf(list, '-c:v'), valueOf(list, '-profile:v'), valueOf(list, '-vendor'), valueOf(list, '-pix_fmt')]).toEqual(['prores_ks', 'hq', 'apl0', 'yuv422p10le']);
  expect([valueOf(list, '-color_primaries'), valueOf(list, '-color_trc'), valueOf(list, '-colorspace'), valueOf(list, '-color_range')]).toEqual(['bt709', 'bt709', 'bt709', 'tv']);
  expect(valueOf(list, '-movflags')).toContain('write_colr');
  expect(valueOf(list, '-framerate')).toBe('24000/1001');
  expect(list.at(-1)).toBe('/out/reel.mov');
});

test('for any plan, the arguments name the file itself, or numbered images in the folder', () => {
  fc.assert(fc.property(
    fc.constantFrom(...DeliveryCodec.options), fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !name.includes('/') && !name.includes('\0') && !/^\.+$/.test(name)), fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 4096 }), fc.boolean(),
    (codec, name, width, height, sound) => {
      const outPath = `/out/${name}${deliveryExtension(codec)}`;
      const list = encodeArguments({ ...plan, codec, width, height, outPath, imageName: name, audio: sound ? { path: '/in/a.mov', startSeconds: 3, durationSeconds: 2, tracks: [{ codec: 'pcm_s16le', channels: 2 }] } : undefined });
      const out = list.at(-1)!;
      if (isImageCodec(codec)) expect(out).toBe(`${outPath.replaceAll('%', '%%')}/${name.replaceAll('%', '%%')}_%06d${codecRecord(codec).extension}`);
      else expect(out).toBe(outPath);
      expect(list.includes('-an')).toBe(!sound || isImageCodec(codec));
      expect(list.every((each) => each !== '' && !each.includes('undefined') && !each.includes('NaN'))).toBe(true);
    },
  ));
});

test('the transfer of PAL DVDs is given to each part of ffmpeg by the name that it uses', () => {
  for (const transfer of ['bt470bg', 'gamma28']) {
    const list = encodeArguments({ ...plan, colour: { ...plan.colour, transfer } });
    expect([valueOf(list, '-color_trc'), valueOf(list, '-filter:v:0')]).toEqual(['gamma28', expect.stringContaining('color_trc=bt470bg')]);
  }
});

test('a track with more channels than the encoder supports is encoded by another encoder, or left out', () => {
  const audio = { path: '/in/a.mov', startSeconds: 0, durationSeconds: 2, tracks: [{ codec: 'pcm_s16le', channels: 2 }, { codec: 'pcm_s16le', channels: 10 }] };
  expect(keptTracks(audio, 'prores-422hq')).toEqual([0, 1]);
  expect(keptTracks(audio, 'h264')).toEqual([0]);
  const list = encodeArguments({ ...plan, codec: 'ffv1', audio });
  expect([valueOf(list, '-c:a'), valueOf(list, '-c:a:1')]).toEqual(['flac', 'pcm_s24le']);
  expect(encodeArguments({ ...plan, codec: 'h264', audio: { ...audio, tracks: [audio.tracks[1]!] } })).toContain('-an');
});

test('sound is copied only when nothing is cut and the container can hold it', () => {
  const whole = { path: '/in/a.mov', startSeconds: 0, durationSeconds: 9, whole: true, tracks: [{ codec: 'aac', channels: 2 }] };
  expect(isAudioCopied(whole, 'h264')).toBe(true);
  expect(isAudioCopied({ ...whole, tracks: [{ codec: 'pcm_s24le', channels: 2 }] }, 'h264')).toBe(false);
  expect(isAudioCopied({ ...whole, tracks: [{ codec: 'pcm_s24le', channels: 2 }] }, 'prores-4444')).toBe(true);
  expect(isAudioCopied({ ...whole, whole: false }, 'h264')).toBe(false);
  expect(valueOf(encodeArguments({ ...plan, audio: { ...whole, whole: false } }), '-c:a')).toBe('pcm_s24le');
  expect(valueOf(encodeArguments({ ...plan, codec: 'ffv1', audio: { ...whole, whole: false } }), '-c:a')).toBe('flac');
});

test('luma keeps the depth of the source where the codec can; ProRes is ten bits and limited', () => {
  const source = (family: 'yuv' | 'gray' | 'rgb', bitDepth: number, range: 'limited' | 'full') => ({ family, bitDepth, range });
  expect(deliveryPixelFormat('prores-422hq', source('yuv', 8, 'limited'))).toEqual({ pixelFormat: 'yuv422p10le', bitDepth: 10, chroma: '422', range: 'limited', layout: 'planar-yuv' });
  expect(deliveryPixelFormat('prores-4444', source('rgb', 10, 'full'))).toMatchObject({ pixelFormat: 'yuv444p10le', range: 'limited' });
  expect(deliveryPixelFormat('h264', source('yuv', 10, 'limited'))).toMatchObject({ pixelFormat: 'yuv420p', bitDepth: 8 });
  const interlaced = { ...source('yuv', 8, 'limited'), scan: 'interlaced-top-first' } as const;
  expect((['h264', 'h265', 'prores-422hq'] as const).map((codec) => deliveryPixelFormat(codec, interlaced).isInterlaced)).toEqual([true, undefined, undefined]);
  expect(deliveryPixelFormat('h264', source('yuv', 8, 'full'))).toMatchObject({ range: 'full' });
  expect(deliveryPixelFormat('h265', source('yuv', 12, 'limited'))).toMatchObject({ pixelFormat: 'yuv420p10le' });
  expect(deliveryPixelFormat('h265', source('yuv', 8, 'limited'))).toMatchObject({ pixelFormat: 'yuv420p10le', bitDepth: 10 });
  expect(deliveryPixelFormat('dpx-12', source('yuv', 8, 'limited'))).toMatchObject({ pixelFormat: 'gbrp12le', bitDepth: 12, range: 'full' });
  expect(deliveryPixelFormat('exr', source('rgb', 16, 'full'))).toMatchObject({ pixelFormat: 'gbrpf32le', layout: 'linear-floats' });
  expect(deliveryPixelFormat('ffv1', source('yuv', 12, 'limited'))).toMatchObject({ pixelFormat: 'yuv444p12le' });
  expect(deliveryPixelFormat('ffv1', source('rgb', 10, 'full'))).toMatchObject({ pixelFormat: 'yuv444p16le', range: 'full' });
  expect(deliveryPixelFormat('png', source('yuv', 8, 'limited'))).toMatchObject({ pixelFormat: 'rgb24', layout: 'packed-rgb', range: 'full' });
  expect(deliveryPixelFormat('tiff', source('gray', 16, 'full'))).toMatchObject({ pixelFormat: 'rgb48le', bitDepth: 16 });
});

test('a raw frame holds its planes, odd chroma rounded up', () => {
  expect(chromaSize('420', { width: 5, height: 3 })).toEqual({ width: 3, height: 2 });
  expect(rawFrameBytes('yuv420p', { width: 5, height: 3 })).toBe(15 + 2 * 6);
  expect(rawFrameBytes('yuv422p10le', { width: 5, height: 3 })).toBe(2 * (15 + 2 * 9));
  expect(rawFrameBytes('rgb48le', { width: 5, height: 3 })).toBe(90);
});

test('colour tags are those of the source, else those that fit its matrix', () => {
  const limited = { layout: 'planar-yuv', range: 'limited' } as const;
  expect(deliveryColourTags({ family: 'yuv', height: 480, matrix: 'bt601' }, limited)).toEqual({ primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m', range: 'limited' });
  expect(deliveryColourTags({ family: 'yuv', height: 576, matrix: 'bt601' }, limited)).toMatchObject({ primaries: 'bt470bg', matrix: 'bt470bg' });
  expect(deliveryColourTags({ family: 'yuv', height: 480, matrix: 'bt601', taggedMatrix: 'bt470bg', primaries: 'bt470bg', transfer: 'gamma28' }, limited)).toEqual({ primaries: 'bt470bg', transfer: 'gamma28', matrix: 'bt470bg', range: 'limited' });
  expect(deliveryColourTags({ family: 'rgb', height: 1080, matrix: 'bt709' }, { layout: 'packed-rgb', range: 'full' })).toEqual({ primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'gbr', range: 'full' });
  expect(deliveryColourTags({ family: 'rgb', height: 480, matrix: 'bt601' }, limited)).toEqual({ primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'smpte170m', range: 'limited' });
});
