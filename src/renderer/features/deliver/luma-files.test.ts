import { expect, test } from 'vitest';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import type { LumaCheck } from '../../../shared/model/delivery-report.ts';
import { isOfSingleFrames, lumaFileOf, lumaFiles, lumaText, worstText } from './luma-files.ts';

const check = (checkedFrames: number, differing: readonly (readonly [number, number])[], maxError = 9): LumaCheck => ({
  result: 'lossy', checkedFrames, checkedSamples: 1, differingSamples: 1, meanError: 0, maxError, psnr: 40, sentence: '',
  frames: {
    checked: [frameRange(100, 100 + checkedFrames - 1)], differing: differing.map(([first, last]) => frameRange(first, last)), differingFrames: differing.reduce((sum, [first, last]) => sum + last - first + 1, 0),
    worst: differing.length === 0 ? null : { frame: frameIndex(differing[0]![0]), differingSamples: 344, maxError }, foreign: [],
  },
});
const report = (path: string, lumaCheck: LumaCheck | null): object => ({ files: [path], clip: { name: 'film', contentHash: 'a', id: 'c' }, range: { first: 100, last: 159 }, lumaCheck });

test('the files of a delivery whose luma differs come with the worst first; exact ones and those of older editions are left out', () => {
  const { frames: _, ...older } = check(60, [[100, 159]]);
  const job = { kind: 'deliver', state: 'done' as const, result: { reports: [report('/exact.mkv', check(60, [])), report('/a.mkv', check(60, [[130, 141]], 3)), report('/older.mov', older), report('/b.mkv', check(60, [[101, 101]], 8)), report('/none.mp4', null)] } };
  expect(lumaFiles(job).map(({ path }) => path)).toEqual(['/b.mkv', '/a.mkv']);
});

test('of a failed delivery its error says which frames differ', () => {
  const job = { kind: 'deliver', state: 'failed' as const, error: { code: 'output.checkFailed' as const, message: '', frames: { clipId: 'c', of: { first: 100, last: 159 }, which: [{ first: 130, last: 141 }] } } };
  const [file] = lumaFiles(job);
  expect(file).toMatchObject({ clipId: 'c', range: { first: 100, last: 159 }, differing: [{ first: 130, last: 141 }] });
  expect(lumaText(file!)).toBe('12 of 60 frames differ: 31–42');
  expect(lumaFiles({ ...job, error: { code: 'disk.full', message: '' } })).toEqual([]);
});

test('it is told how many of the compared frames differ, which, and where most', () => {
  const some = lumaFileOf({ files: ['/a'], range: frameRange(100, 159), lumaCheck: check(60, [[130, 141]]) })!;
  expect([isOfSingleFrames(some), lumaText(some), worstText(some, some.worst!)]).toEqual([true, '12 of 60 frames differ: 31–42', 'frame 31, by up to 9 codes in 344 samples']);
  const all = lumaFileOf({ files: ['/a'], range: frameRange(100, 159), lumaCheck: check(60, [[100, 159]]) })!;
  expect([isOfSingleFrames(all), lumaText(all)]).toEqual([false, 'all 60 compared frames differ']);
  const few = lumaFileOf({ files: ['/a'], range: frameRange(100, 159), lumaCheck: check(3, [[100, 100]]) })!;
  expect(lumaText(few)).toBe('1 of 3 compared frames differs');
});
