import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { FFMPEG } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { type CommandOutcome, tintype } from '../support/tintype.ts';
import { makeTortureFilm, type TortureFilm } from '../torture/film.ts';

/* Deliveries through the command line: a coloured project of three shots, 64×48, twelve frames. */

let home: string;
let film: TortureFilm;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-delivery-command-'));
  film = await makeTortureFilm(home);
});
afterAll(() => rm(home, { recursive: true, force: true }));

function deliver(out: string, options: readonly string[] = [], more: { readonly env?: Readonly<Record<string, string>> } = {}): Promise<CommandOutcome> {
  return tintype(['deliver', film.project, '--out', out, ...options], { home, ...more });
}

/** One sentence and exit code 1, without a stack trace. */
function expectSentence({ code, stderr }: CommandOutcome, sentence: RegExp): void {
  const said = stderr.split('\n').filter((line) => line.startsWith('tintype: '));
  expect(said, stderr).toHaveLength(1);
  expect(said[0]).toMatch(sentence);
  expect([code, / {4}at .*\.ts:\d+/.test(stderr)]).toEqual([1, false]);
}

/** Foreign files: names and contents. */
async function placeForeign(folder: string): Promise<() => void> {
  await mkdir(folder, { recursive: true });
  const names = ['grandmother.jpg', 'film-01.partial.mp4', '.tintype-0123456789abcdef.lease'];
  for (const name of names) await writeFile(join(folder, name), `irreplaceable ${name}`);
  return () => { for (const name of names) expect(readFileSync(join(folder, name), 'utf8')).toBe(`irreplaceable ${name}`); };
}

const visible = (folder: string): readonly string[] => readdirSync(folder).filter((name) => /^film-\d\d/.test(name) && !name.includes('.partial.')).toSorted();

test('each shot is delivered to its own file beside foreign files; existing files are replaced only with --overwrite', async () => {
  const out = join(home, 'shots');
  const assertForeign = await placeForeign(out);
  const first = await deliver(out, ['--codec', 'h264', '--shot', '1', '--shot', '3', '--json']);
  expect([first.code, first.stderr.match(/^tintype:.*/m)]).toEqual([0, null]);
  expect(first.stdout.trim().split('\n').map((line) => JSON.parse(line) as object)).toMatchObject([{ frames: 4, uncolouredFrames: 0 }, { frames: 4, uncolouredFrames: 0 }]);
  expect(visible(out)).toEqual(['film-01.mp4', 'film-03.mp4']);
  const before = readFileSync(join(out, 'film-01.mp4'));
  expectSentence(await deliver(out, ['--codec', 'h264']), /film-01\.mp4" exists already/);
  expect(visible(out)).toEqual(['film-01.mp4', 'film-03.mp4']);
  expect((await deliver(out, ['--codec', 'h264', '--overwrite'])).code).toBe(0);
  expect(visible(out)).toEqual(['film-01.mp4', 'film-02.mp4', 'film-03.mp4']);
  expect(readFileSync(join(out, 'film-01.mp4')).equals(before)).toBe(true);
  assertForeign();
}, 240_000);

test('images are delivered to one folder for each shot, and only images that Tintype wrote are replaced', async () => {
  const out = join(home, 'images');
  const images = (): readonly string[] => readdirSync(join(out, 'film-02')).filter((name) => name.endsWith('.png')).toSorted();
  const done = await deliver(out, ['--codec', 'png', '--shot', '2']);
  expect(done.code, done.stderr).toBe(0);
  // What is lost is told before any frame is written.
  expect(done.stderr).toMatch(/^Not kept: Sound: cannot be held by a folder of images\.$[^]*\d+ of \d+/m);
  expect(images()).toEqual([4, 5, 6, 7].map((number) => `film-02_00000${number}.png`));
  const assertForeign = await placeForeign(join(out, 'film-02'));
  expect((await deliver(out, ['--codec', 'png', '--shot', '2', '--overwrite'])).code).toBe(0);
  assertForeign();
  await writeFile(join(out, 'film-02', 'film-02_000005.png'), 'retouched by hand');
  expectSentence(await deliver(out, ['--codec', 'png', '--shot', '2', '--overwrite']), /film-02_000005\.png" was not written by Tintype, or was changed since/);
  expect(readFileSync(join(out, 'film-02', 'film-02_000005.png'), 'utf8')).toBe('retouched by hand');
}, 240_000);

test('a range of frames is delivered under a name of fields, with the timecode, reel and colour tags that were asked for; an unknown field is refused', async () => {
  const out = join(home, 'in-to-out');
  const options = ['--codec', 'prores-422hq', '--frames', '3-8', '--start-timecode', '10:00:00:00', '--reel', 'B002', '--tags', 'uhd', '--naming', '{reel}_{shot}_{in}_{out}_{version}'];
  const done = await deliver(out, options);
  expect(done.code, done.stderr).toBe(0);
  expect(readdirSync(out)).toEqual(['B002_f3-f8_10-00-00-00_10-00-00-05_A.mov']);
  const probed = await tintype(['probe', join(out, readdirSync(out)[0]!), '--json'], { home });
  expect(JSON.parse(probed.stdout)).toMatchObject({ frameCount: 6, startTimecode: '10:00:00:00', reelName: 'B002' });
  expect(probed.stdout).toContain('bt2020-10');
  expectSentence(await deliver(out, ['--naming', '{clip}-{take}']), /\{take\} is not a field of file names\. There are \{clip\}/);
  expectSentence(await deliver(out, ['--frames', '3-12']), /Frame 12 lies outside/);
  expectSentence(await deliver(out, ['--start-timecode', 'ten']), /“ten” is no timecode of “/);
}, 240_000);

if (isLong) test('--qc writes a report beside each file, with the hints of the project that was delivered; a foreign file in its place is reported before any work', async () => {
  const out = join(home, 'checked-quality');
  const done = await deliver(out, ['--codec', 'ffv1', '--shot', '2', '--qc', '--json']);
  expect(done.code, done.stderr).toBe(0);
  const [file, quality] = done.stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([file, quality]).toMatchObject([{ frames: 4 }, { quality: { page: join(out, 'film-02.mkv.qc.html'), frames: 4 } }]);
  const page = readFileSync(join(out, 'film-02.mkv.qc.html'), 'utf8');
  expect(page).toContain('film-02.mkv');
  // The delivered shot is laid over its own frames, bit for bit, and its keyframe's hints were looked for.
  expect(page).toContain('luma samples of 4 frames are the source’s, bit for bit');
  expect(page).toContain('<h2>Hints</h2>');
  // Its own page of an older file is replaced; a foreign one is not.
  await rm(join(out, 'film-02.mkv'));
  expect((await deliver(out, ['--codec', 'ffv1', '--shot', '2', '--qc'])).code).toBe(0);
  await rm(join(out, 'film-02.mkv'));
  await writeFile(join(out, 'film-02.mkv.qc.html'), 'notes by hand');
  expectSentence(await deliver(out, ['--codec', 'ffv1', '--shot', '2', '--qc']), /film-02\.mkv\.qc\.html" exists already/);
  expect(existsSync(join(out, 'film-02.mkv'))).toBe(false);
}, 240_000);

if (isLong) test('keyframes are written as images, painted over elsewhere, and come back as stills that are reproduced', async () => {
  const project = join(home, 'retouched.tintype');
  await copyFile(film.project, project);
  const folder = join(home, 'keyframes');
  const written = await tintype(['keyframes', project, '--out', folder, '--json'], { home });
  expect(written.code, written.stderr).toBe(0);
  const { files } = JSON.parse(written.stdout) as { readonly files: readonly string[] };
  expect(files.length).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.endsWith('.png')).toSorted()).toEqual(files.toSorted());
  // Painted in other hues by another program, in a saturation that exists at every luma.
  const painted = join(home, 'painted');
  await mkdir(painted);
  execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-i', join(folder, files[0]!), '-vf', 'hue=h=90:s=0.4', join(painted, files[0]!)]);
  const back = await tintype(['keyframes', project, '--from', painted, '--json'], { home });
  expect(back.code, back.stderr).toBe(0);
  const { frames } = JSON.parse(back.stdout) as { readonly frames: readonly number[] };
  expect(frames).toEqual([Number(/_(\d+)\.png$/.exec(files[0]!)?.[1])]);
  // Written once more, it is what was painted: as near as 8 bits of Y′CbCr and R′G′B′ are.
  const again = join(home, 'keyframes-again');
  expect((await tintype(['keyframes', project, '--out', again], { home })).code).toBe(0);
  const pixels = (path: string): Buffer => execFileSync(FFMPEG, ['-v', 'error', '-nostdin', '-i', path, '-vf', 'format=gbrp,format=yuv444p', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 26 }).subarray(64 * 48);
  const [made, asked, before] = [pixels(join(again, files[0]!)), pixels(join(painted, files[0]!)), pixels(join(folder, files[0]!))];
  const away = (from: Buffer): number => from.reduce((sum, value, index) => sum + Math.abs(value - made[index]!), 0) / made.length;
  expect(away(asked)).toBeLessThan(1.5);
  expect(away(before)).toBeGreaterThan(3 * away(asked));
}, 240_000);

/** An ffmpeg whose encodings hold another picture than the one that it was given. */
async function darkeningFfmpeg(): Promise<string> {
  const path = join(home, 'darkening-ffmpeg');
  await writeFile(path, `#!/bin/sh
for last; do :; done
'${FFMPEG}' "$@" || exit $?
case "$last" in *.partial.mkv) '${FFMPEG}' -v error -nostdin -y -i "$last" -vf lutyuv=y=val/2 -c:v ffv1 -c:a copy "$last.dark.mkv" && cat "$last.dark.mkv" >"$last"; rm -f "$last.dark.mkv";; esac
exit 0
`, { mode: 0o755 });
  return path;
}

test('when the luma check fails the command exits with 1, the file is kept under a name with FAILED-CHECK, and an older file stays', async () => {
  const out = join(home, 'checked');
  await mkdir(out);
  await writeFile(join(out, 'film-01.mkv'), 'older');
  const outcome = await deliver(out, ['--codec', 'ffv1', '--shot', '1', '--overwrite'], { env: { FFMPEG_BIN: await darkeningFfmpeg() } });
  expectSentence(outcome, /"film-01\.mkv" was written but failed its check: Its luma is not the source's/);
  expect(readdirSync(out).toSorted()).toEqual(['film-01.FAILED-CHECK.mkv', 'film-01.mkv']);
  expect(readFileSync(join(out, 'film-01.mkv'), 'utf8')).toBe('older');
  expect((await deliver(out, ['--codec', 'ffv1', '--shot', '1', '--overwrite'])).code).toBe(0);
  expect(readFileSync(join(out, 'film-01.mkv')).byteLength).toBeGreaterThan(1000);
}, 240_000);

test('a file as the folder, an invalid name and a missing shot are each refused in one sentence', async () => {
  await writeFile(join(home, 'a file'), '');
  expectSentence(await deliver(join(home, 'a file'), ['--codec', 'h264']), /a file/);
  // Where one works is a folder as any other.
  expectSentence(await deliver('.', ['--shot', '9']), /There is no shot 9/);
  expectSentence(await deliver(join(home, 'nowhere'), ['--shot', '9']), /There is no shot 9/);
  expect(existsSync(join(home, 'nowhere'))).toBe(false);
}, 240_000);

/** Mounts a small disk, which takes the rights of root on Linux. */
function mountDisk(name: string, options: string): string | undefined {
  const disk = join(home, name);
  try {
    execFileSync('mkdir', ['-p', disk]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  onTestFinished(() => { execFileSync('umount', ['-l', disk]); });
  return disk;
}

test('a full disk and a read-only folder are reported in one sentence and leave nothing; the same command succeeds afterwards', async ({ skip }) => {
  const disk = mountDisk('disk', 'size=24k');
  if (disk === undefined) return skip('SKIPPED: a small disk cannot be mounted here (it takes the rights of root on Linux).');
  const options = ['--codec', 'prores-422hq', '--shot', '1'];
  expectSentence(await deliver(join(disk, 'out'), options), /The disk is full; "film-01\.mov" could not be written\./);
  expect(readdirSync(disk)).toEqual([]);
  execFileSync('mount', ['-o', 'remount,ro,size=8m', disk]);
  expectSentence(await deliver(join(disk, 'out'), options), /cannot be written/);
  execFileSync('mount', ['-o', 'remount,rw', disk]);
  expect((await deliver(join(disk, 'out'), options)).code).toBe(0);
  expect(readdirSync(join(disk, 'out'))).toEqual(['film-01.mov']);
}, 240_000);

// In `npm test` Ctrl-C is held by main-job.test.ts, a cancelled delivery by torture.test.ts.
if (isLong) test('Ctrl-C during a delivery leaves only complete files, the older one included; the same command then delivers all', async () => {
  const out = join(home, 'stopped');
  await mkdir(out);
  await writeFile(join(out, 'film-01.mov'), 'older');
  const outcome = await tintype(['deliver', film.project, '--out', out, '--overwrite'], {
    home,
    onSpawn: (kill, onStderr) => {
      let pressed = false;
      onStderr((text) => {
        if (pressed || !text.includes('Delivering')) return;
        pressed = true;
        kill('SIGINT');
      });
    },
  });
  // The command may have ended before the signal: then the files are complete.
  expect([0, 130]).toContain(outcome.code);
  if (outcome.code === 130) expect(readdirSync(out).every((name) => /^film-0\d\.mov$/.test(name))).toBe(true);
  expect((await deliver(out, ['--overwrite'])).code).toBe(0);
  expect(readdirSync(out).toSorted()).toEqual(['film-01.mov', 'film-02.mov', 'film-03.mov']);
}, 240_000);
