import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleClip } from '../project/testing/sample-project.ts';
import { conformFile } from './conform-file.ts';

const reel = { ...sampleClip('A001', 240), rate: { num: 25, den: 1 }, startTimecode: '01:00:00:00' };
const slow = { ...sampleClip('B002', 240), rate: { num: 24000, den: 1001 }, startTimecode: '02:00:00:00' };
const whole = { ...sampleClip('C003', 240), rate: { num: 24, den: 1 }, startTimecode: '03:00:00:00' };

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'tintype-conform-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

async function list(...lines: readonly string[]): Promise<string> {
  const path = join(folder, 'cuts.edl');
  await writeFile(path, ['TITLE: Reel', 'FCM: NON-DROP FRAME', ...lines].join('\n'));
  return path;
}

test('an EDL is read at the rate of the clips by which most of its events are found, and that is told', async () => {
  const path = await list('001  B002 V C 02:00:00:05 02:00:01:01 10:00:00:00 10:00:00:20', '002  A001 V C 01:00:00:05 01:00:00:10 10:00:00:20 10:00:01:01', '003  B002 V C 02:00:02:00 02:00:03:00 10:00:01:01 10:00:02:01');
  const { sequence, found, missing, remarks } = await conformFile(path, [reel, whole, slow], { handles: 2 });
  expect({ found, rate: sequence.rate, missing: missing.map(({ name }) => name) }).toEqual({ found: 2, rate: slow.rate, missing: ['A001'] });
  expect(sequence.events.map(({ range }) => [range.first, range.last])).toEqual([[5, 24], [86_405, 86_409], [48, 71]]);
  expect(remarks[0]).toBe('The list does not say its rate; it was read at 23.976 frames a second, by which most of its events are found.');
});

test('where all rates find as much, and where the user states one, that of the first clip and the stated one count', async () => {
  const path = await list('001  GONE V C 02:00:00:05 02:00:01:01 10:00:00:00 10:00:00:20');
  expect((await conformFile(path, [reel, slow])).sequence.rate).toEqual(reel.rate);
  expect((await conformFile(path, [reel, slow], { rate: slow.rate })).sequence.rate).toEqual(slow.rate);
  expect((await conformFile(path, [])).found).toBe(0);
});
