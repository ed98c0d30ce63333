import { expect, test } from 'vitest';
import { damageNotes, type ToldDamage, damageInLog } from './told-damage.ts';

const table = { frameCount: 200, timeBase: { num: 1, den: 25 }, pts: Float64Array.from({ length: 200 }, (_, index) => index), seekPoints: Float64Array.of(0, 100), lastDuration: 1 };
const file = { source: { kind: 'file', path: '/a.mov' } } as const;
const HEAD = ['[h264 @ 0x1] error while decoding MB 3 4', '  Stream #0:0: Video: h264 (High), yuv420p', '  Stream #0:1: Audio: aac (LC)', 'Stream mapping:', '  Stream #0:0 -> #0:0 (h264 (native) -> rawvideo (native))'];
const shown = (pts: number): string => `[Parsed_showinfo_0 @ 0x2] n:   0 pts:   ${pts} pts_time:0 pos: 1 fmt:yuv420p sar:1/1 s:64x36 i:P iskey:0 type:P`;

function told(clip: Parameters<typeof damageInLog>[0], ...lines: readonly string[]): ToldDamage | undefined {
  const notes = damageNotes();
  const watch = damageInLog(clip, table, { first: 0, tell: notes.tell });
  for (const line of [...HEAD, ...lines]) watch(line);
  return notes.result();
}

test('a complaint tells near which frame it is; what is said while the file is opened, of sound, or of the disk is left out', () => {
  expect(told(file, shown(0), '[aac @ 0x3] invalid band type', '[rawvideo @ 0x5] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 3 >= 3', '/a.mov: Input/output error')).toBeUndefined();
  expect(told(file, shown(70), '[h264 @ 0x1] error while decoding MB 3 4', '[h264 @ 0x1] concealing 12 errors', shown(71), 'file: corrupt decoded frame in stream 0', shown(190), '[h264 @ 0x1] Invalid NAL unit')).toEqual({ frames: [], near: [71, 191], spreads: true });
});

test('frames are named by their time in a line, and on one thread by the frame that is put out after its line, also where frames before it are missing', () => {
  expect(told(file, '[h264 @ 0x1] slice CRC mismatch 1A2B at 2.800000 seconds', '[h264 @ 0x1] slice CRC mismatch 1A2B at 2.840000 seconds')).toEqual({ frames: [{ first: 70, last: 71 }], near: [], spreads: true });
  expect(told({ ...file, damaged: [] }, shown(5), '[h264 @ 0x1] error while decoding MB 3 4', 'file: corrupt decoded frame in stream 0', shown(90), shown(91))).toEqual({ frames: [{ first: 90, last: 90 }], near: [6], spreads: true });
});
