import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpeg, makeSmallClip, type SmallClip } from '../support/clips.ts';
import { tintype } from '../support/tintype.ts';

let home: string;
let film: SmallClip;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-bad-input-'));
  film = makeSmallClip(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const hint = { kind: 'point', at: [0.5, 0.5], colour: '#b23c30' };

async function keysFile(name: string, content: unknown): Promise<string> {
  const path = join(home, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** A failed command prints one fitting sentence, without a stack trace. */
async function expectRefusal(args: readonly string[], sentence: RegExp): Promise<void> {
  const outcome = await tintype(args, { home });
  expect(outcome.code).not.toBe(0);
  const said = outcome.stderr.split('\n').filter((line) => line.startsWith('tintype: ') || line.startsWith('error: '));
  expect(said, outcome.stderr).toHaveLength(1);
  expect(said[0]).toMatch(sentence);
  expect(outcome.stderr).not.toMatch(/ {4}at .*\.ts:\d+/);
}

test('a missing film is named', () => expectRefusal(['shots', join(home, 'nowhere.mov')], /nowhere\.mov/));

test('a text file is refused as a film', async () => {
  const text = join(home, 'letter.mov');
  await writeFile(text, 'Dear Anna,\n'.repeat(200));
  await expectRefusal(['shots', text], /letter\.mov/);
});

test('a file with sound only is refused: it has no picture', async () => {
  ffmpeg('-f', 'lavfi', '-i', 'sine=440:d=1', join(home, 'sound.wav'));
  await expectRefusal(['shots', join(home, 'sound.wav')], /sound\.wav/);
});

test('an empty file and a folder are each reported as such', async () => {
  await writeFile(join(home, 'empty.mp4'), '');
  await expectRefusal(['shots', join(home, 'empty.mp4')], /empty\.mp4/);
  await mkdir(join(home, 'a-folder'), { recursive: true });
  await expectRefusal(['shots', join(home, 'a-folder')], /a-folder/);
});

test('a truncated film is coloured as far as it decodes, and the missing part is reported', async () => {
  const cut = join(home, 'cut.mkv');
  await copyFile(film.truth, cut);
  await truncate(cut, Math.floor((await readFile(cut)).byteLength * 0.3));
  const outcome = await tintype(['shots', cut, '--json'], { home });
  expect(outcome.code).toBe(0);
  const last = outcome.stdout.trim().split('\n').map((line): unknown => JSON.parse(line)).at(-1) as { last: number };
  expect(last.last).toBeLessThan(film.frames - 1);
  expect(outcome.stderr).toMatch(/trunc|missing|damaged|end/i);
});

test('a keyframe outside the film is reported with the range of frames', async () => {
  const keys = await keysFile('outside.json', { keyframes: [{ frame: 900, hints: [hint] }] });
  await expectRefusal(['colorize', film.film, '--keys', keys, '--out', join(home, 'x.mov')], /Keyframe 900 .*0…23/);
});

test('hints outside the picture are named by their path in the file', async () => {
  const keys = await keysFile('far.json', { keyframes: [{ frame: 0, hints: [{ ...hint, at: [1.5, 0.5] }] }] });
  await expectRefusal(['colorize', film.film, '--keys', keys, '--out', join(home, 'x.mov')], /keyframes\[0\]\.hints\[0\]\.at\[0\]/);
});

test('malformed JSON, unknown fields and a hint with two colours are reported with their position', async () => {
  await expectRefusal(['colorize', film.film, '--keys', await keysFile('broken.json', '{"keyframes": ['), '--out', join(home, 'x.mov')], /broken\.json is not valid JSON/);
  await expectRefusal(['colorize', film.film, '--keys', await keysFile('twice.json', { keyframes: [{ frame: 0, hints: [{ ...hint, ab: [1, 2] }] }] }), '--out', join(home, 'x.mov')], /colour/);
  await expectRefusal(['colorize', film.film, '--keys', await keysFile('none.json', { keyframes: [] }), '--out', join(home, 'x.mov')], /keyframes/);
});

test('a key image that is missing, or shows another picture, is refused', async () => {
  await expectRefusal(['colorize', film.film, '--keys', await keysFile('lost.json', { keyframes: [{ frame: 0, image: 'lost.png' }] }), '--out', join(home, 'x.mov')], /lost\.png/);
  ffmpeg('-f', 'lavfi', '-i', 'mandelbrot=s=320x192', '-frames:v', '1', join(home, 'other.png'));
  await expectRefusal(['colorize', film.film, '--keys', await keysFile('other.json', { keyframes: [{ frame: 0, image: 'other.png' }] }), '--out', join(home, 'x.mov')], /does not look like frame 0/);
});

test('a target that exists is kept unless --overwrite is given', async () => {
  const out = join(home, 'kept.mov');
  await writeFile(out, 'precious');
  const keys = await keysFile('good.json', { keyframes: [{ frame: 0, hints: [hint] }] });
  await expectRefusal(['colorize', film.film, '--keys', keys, '--out', out], /exists already/);
  expect(await readFile(out, 'utf8')).toBe('precious');
});

test('a project of another program and a missing project have different messages', async () => {
  const other = join(home, 'other.tintype');
  await writeFile(other, 'SQLite format 3 but not really'.repeat(100));
  await expectRefusal(['deliver', other, '--out', home], /other\.tintype/);
  await expectRefusal(['deliver', join(home, 'absent.tintype'), '--out', home], /absent\.tintype/);
});

test('a missing ffmpeg is reported with what to do', async () => {
  const outcome = await tintype(['shots', film.film], { home, env: { FFMPEG_BIN: join(home, 'no-ffmpeg'), PATH: '/nonexistent' } });
  expect(outcome.code).not.toBe(0);
  expect(outcome.stderr).toMatch(/ffmpeg/);
});

test('an encoder that this ffmpeg lacks is reported before any work', async () => {
  // A stand-in: the real ffmpeg with one encoder missing from its list.
  const real = process.env.FFMPEG_BIN ?? 'ffmpeg';
  const stand = join(home, 'ffmpeg');
  await writeFile(stand, `#!/bin/sh\nfor a in "$@"; do if [ "$a" = "-encoders" ]; then ${real} "$@" | grep -v prores; exit 0; fi; done\nexec ${real} "$@"\n`, { mode: 0o755 });
  const keys = await keysFile('good3.json', { keyframes: [{ frame: 0, hints: [hint] }] });
  const outcome = await tintype(['colorize', film.film, '--keys', keys, '--out', join(home, 'z.mov'), '--codec', 'prores-422hq'], { home, env: { FFMPEG_BIN: stand } });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toMatch(/prores/i);
});
