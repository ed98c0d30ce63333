import { expect, test } from 'vitest';
import type { KeptPart } from '../../../shared/model/delivery.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { differences, type FileMade } from './file-made.ts';

const line = (part: string, words: string, state: KeptPart['state'] = 'kept'): KeptPart => ({ part, state, words });
const made: FileMade = {
  codec: 'h264', settings: {}, range: frameRange(0, 9), width: 720, height: 576, rate: { num: 25, den: 1 }, layers: [],
  kept: [line('Timecode', 'from 10:00:00:00'), line('Colour tags', 'bt709'), line('Sound', 'PCM 24 bit, stereo; converted to AAC, cut to these frames', 'converted')],
};

test('a file that is made alike differs in nothing, whether its defaults are named or not', () => {
  expect(differences(made, { ...made, settings: { quality: 'best', speed: 'balanced' } })).toEqual([]);
});

test('codec, size, rate, options, layers and each track and tag are told, now and before', () => {
  const before: FileMade = {
    ...made, width: 640, height: 480, rate: { num: 24000, den: 1001 }, settings: { speed: 'slow' }, layers: [{ range: frameRange(2, 4), name: 'a' }],
    kept: [line('Timecode', '10:00:00:00', 'lost'), line('Colour tags', 'smpte170m'), line('Chapters', '3')],
  };
  expect(differences(made, before)).toEqual([
    'Size: 720×576, before 640×480.', 'Frame rate: 25, before 23.976.', 'Speed: balanced, before slow.', 'Layers: others over 3 of 10 frames.',
    'Timecode: from 10:00:00:00; before: not kept, 10:00:00:00.', 'Colour tags: bt709; before: smpte170m.',
    'Sound: PCM 24 bit, stereo; converted to AAC, cut to these frames; that file has no such line.', 'Chapters: not any more; before: 3.',
  ]);
});

test('of a longer file the length is told, not what follows from it', () => {
  const part: FileMade = { ...made, codec: 'ffv1', range: frameRange(4, 9), layers: [{ range: frameRange(4, 9), name: 'b' }], kept: [line('Timecode', 'from 10:00:00:04'), line('Colour tags', 'bt709')] };
  expect(differences(part, { ...made, layers: [{ range: frameRange(0, 6), name: 'b' }] })).toEqual(['Codec: FFV1, before H.264.', 'Range: 6 of the 10 frames of that file.', 'Layers: others over 3 of 6 frames.']);
});
