import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpeg } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { type CommandOutcome, tintype } from '../support/tintype.ts';

/* Several films in one run of `tintype colorize`: four frames of 64×48 each. */

let home: string;
const file = (...names: readonly string[]): string => join(home, ...names);
const KEYS = JSON.stringify({ keyframes: [{ frame: 0, hints: [{ kind: 'point', at: [0.5, 0.5], radius: 0.05, ab: [30, 20] }] }] });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-batch-'));
  await mkdir(file('films', 'scan'), { recursive: true });
  await mkdir(file('keys'));
  const film = (path: string, ...more: readonly string[]): void => { ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24,hue=s=0', '-frames:v', '4', ...more, path); };
  film(file('films', 'reel.mkv'), '-c:v', 'ffv1');
  film(file('films', 'reel.avi'), '-c:v', 'mjpeg');
  film(file('films', 'other.mkv'), '-c:v', 'ffv1');
  film(file('films', 'f_%02d.png'));
  await writeFile(file('films', 'notes.txt'), 'no clip');
  await writeFile(file('keys', 'reel.json'), KEYS);
  await writeFile(file('keys', 'reel.avi.json'), KEYS);
  await writeFile(file('keys', 'f.json'), KEYS);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const colorize = (...words: readonly string[]): Promise<CommandOutcome> => tintype(['colorize', ...words], { home });

if (isLong) test('a folder of clips is coloured clip by clip; two of one name get different names, one without keys is reported and left out', async () => {
  const done = await colorize('--batch', file('films'), '--keys', file('keys'), '--out', file('out'), '--codec', 'ffv1', '--json');
  expect([done.code, done.stderr.match(/^tintype:.*/m)]).toEqual([0, null]);
  expect(readdirSync(file('out')).toSorted()).toEqual(['f.mkv', 'reel (2).mkv', 'reel.mkv']);
  expect(done.stderr).toContain('other.mkv has no keys');
  const results = done.stdout.trim().split('\n').map((line) => JSON.parse(line) as object);
  expect(results).toMatchObject([{ frames: 4, uncolouredFrames: 0 }, { frames: 4, uncolouredFrames: 0 }, { frames: 4, uncolouredFrames: 0 }]);
});

test('of a list of jobs a failed one is reported, the others are done, and the command exits with 1', async () => {
  await writeFile(file('broken.mkv'), 'no film');
  const job = (film: string, out: string, more: object = {}): string => JSON.stringify({ film, keys: file('keys', 'reel.json'), out, ...more });
  await writeFile(file('jobs.jsonl'), [job(file('broken.mkv'), file('list', 'broken.mkv')), job(file('films', 'other.mkv'), file('list', 'other.mov'), { codec: 'prores-422hq', frames: [1, 2], report: file('list', 'other.json') })].join('\n'));
  const done = await colorize('--batch', file('jobs.jsonl'), '--codec', 'ffv1');
  expect([done.code, done.stderr.match(/^tintype:.*/m)?.[0]]).toEqual([1, 'tintype: 1 of 2 clips could not be coloured; the others are done.']);
  expect(done.stdout).toMatch(/broken\.mkv: .*is not|broken\.mkv: /);
  expect(readdirSync(file('list')).toSorted()).toEqual(['other.json', 'other.mov']);
  expect(JSON.parse(readFileSync(file('list', 'other.json'), 'utf8'))).toMatchObject({ reports: [{ frameCount: 2, range: { first: 1, last: 2 }, codec: 'prores-422hq' }] });
});

test('the rate of sequences is that of their line, else of the command; films keep theirs, and what is no rate is refused', async () => {
  const line = (film: string, out: string, more: object = {}): string => JSON.stringify({ film: file('films', film), keys: file('keys', 'f.json'), out: file('rates', out), ...more });
  await writeFile(file('rates.jsonl'), [line('f_01.png', 'own.mkv', { sequenceRate: '24000/1001' }), line('f_01.png', 'given.mkv'), line('reel.mkv', 'film.mkv')].join('\n'));
  const done = await colorize('--batch', file('rates.jsonl'), '--codec', 'ffv1', '--sequence-rate', '18');
  expect(done.code, done.stderr).toBe(0);
  const rateOf = (name: string): string => execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=r_frame_rate', '-of', 'csv=p=0', file('rates', name)], { encoding: 'utf8' }).trim();
  expect([rateOf('own.mkv'), rateOf('given.mkv'), rateOf('film.mkv')]).toEqual(['24000/1001', '18/1', '24/1']);
  await writeFile(file('fast.jsonl'), line('f_01.png', 'never.mkv', { sequenceRate: 'fast' }));
  const refused = await colorize('--batch', file('fast.jsonl'), '--codec', 'ffv1');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('“fast” is no frame rate. Write frames a second from 1 to 240')]);
  await writeFile(file('film.jsonl'), [line('f_01.png', 'never.mkv'), line('reel.mkv', 'film-18.mkv', { sequenceRate: '18' })].join('\n'));
  const ofFilm = await colorize('--batch', file('film.jsonl'), '--codec', 'ffv1');
  expect([ofFilm.code, ofFilm.stderr]).toEqual([1, expect.stringContaining('reel.mkv is no image sequence: its rate is that of its file and cannot be set.')]);
  expect(readdirSync(file('rates'))).not.toContain('never.mkv');
});

test('errors in the list are reported before any clip is coloured', async () => {
  const refusal = async (...words: readonly string[]): Promise<string | undefined> => {
    const done = await colorize(...words);
    expect(done.code).toBe(1);
    return done.stderr.match(/^tintype: (.*)/m)?.[1];
  };
  const line = (out: string, film = 'reel.mkv'): string => JSON.stringify({ film: file('films', film), keys: file('keys', 'reel.json'), out });
  await writeFile(file('twice.jsonl'), `${line(file('new', 'a.mkv'))}\n${line(file('new', 'A.mkv'), 'other.mkv')}\n`);
  expect(await refusal('--batch', file('twice.jsonl'), '--codec', 'ffv1')).toMatch(/A\.mkv" is written twice, for .*reel\.mkv and for .*other\.mkv/);
  await writeFile(file('own.jsonl'), line(file('films', 'other.mkv')));
  await writeFile(file('both.jsonl'), `${line(file('films', 'other.mkv'))}\n${line(file('new', 'b.mkv'), 'other.mkv')}\n`);
  expect(await refusal('--batch', file('both.jsonl'), '--codec', 'ffv1', '--overwrite')).toMatch(/other\.mkv" is /);
  const withReport = (report: string): string => JSON.stringify({ ...JSON.parse(line(file('new', 'r.mkv'))) as object, report });
  await writeFile(file('report.jsonl'), withReport(file('films', 'other.mkv')));
  expect(await refusal('--batch', file('report.jsonl'), '--codec', 'ffv1', '--overwrite')).toMatch(/other\.mkv" does not end with \.json/);
  await writeFile(file('keys.jsonl'), `${withReport(file('keys', 'f.json'))}\n${line(file('new', 's.mkv'), 'other.mkv').replace('reel.json', 'f.json')}\n`);
  expect(await refusal('--batch', file('keys.jsonl'), '--codec', 'ffv1', '--overwrite')).toMatch(/f\.json" is .* and is not written over/);
  expect(await refusal(file('films', 'reel.mkv'), '--auto', '--out', file('films', 'notes.txt'), '--codec', 'ffv1', '--overwrite')).toMatch(/notes\.txt" is not replaced/);
  await writeFile(file('nothing.jsonl'), JSON.stringify({ film: file('films', 'reel.mkv'), out: file('new', 'c.mkv') }));
  expect(await refusal('--batch', file('nothing.jsonl'))).toMatch(/Line 1 of .* has neither keys nor auto\./);
  expect(await refusal('--batch', file('keys'), '--out', file('new'))).toMatch(/There is no clip in/);
  expect(await refusal(file('films', 'reel.mkv'), '--out', file('new', 'd.mov'))).toBe('Give keyframes with --keys, or --auto to colour every shot automatically.');
  expect(await refusal('--out', file('new', 'd.mov'))).toBe('Give a clip and --out, or many clips with --batch.');
  expect(existsSync(file('new'))).toBe(false);
});
