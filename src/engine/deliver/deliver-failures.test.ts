import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chmod, link, mkdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import { type Clip, clipPath } from '../../shared/model/clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, probeClip } from '../media/index.ts';
import { processesWith, skin, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, writeReport } from './index.ts';

const films = useTestClips();
let tools: FfmpegTools;
let film: Clip;
beforeAll(() => { ({ tools, film } = films); });

test('an existing target is refused before anything is touched, and replaced when asked', async () => {
  const path = films.outPath('taken', 'h264');
  await writeFile(path, 'precious');
  const request = { clip: film, range: whole(film), codec: 'h264', outPath: path, verify: 'none' } as const;
  await expect(deliver(planDelivery(request), { tools, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'file.exists' });
  expect(readFileSync(path, 'utf8')).toBe('precious');
  await deliver(planDelivery({ ...request, overwrite: true }), { tools, chromaAt: skin, threads: 0 });
  expect((await stat(path)).size).toBeGreaterThan(100);
});

test('an encoder that this ffmpeg lacks is reported before any work', async () => {
  const encoders = new Set([...tools.encoders].filter((name) => name !== 'libx265'));
  let asked = 0;
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec: 'h265', outPath: films.outPath('lacking', 'h265'), verify: 'none' }), { tools: { ...tools, encoders }, chromaAt: () => { asked++; return skin(); }, threads: 0 }))
    .rejects.toMatchObject({ code: 'ffmpeg.encoderMissing' });
  expect([asked, films.leftovers('lacking')]).toEqual([0, []]);
});

test.each(casesOf([3], [0, 7]))('a cancel at frame %d of 8 leaves no file and no process', async (atFrame) => {
  const path = films.outPath(`cancelled-${atFrame}`, 'ffv1');
  const controller = new AbortController();
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path }), {
    tools, signal: controller.signal, threads: 1,
    chromaAt: (frame) => { if (frame === atFrame) controller.abort(); return skin(); },
  });
  await expect(delivery).rejects.toMatchObject({ name: 'AbortError' });
  expect(films.leftovers(`cancelled-${atFrame}`)).toEqual([]);
  expect(processesWith(`cancelled-${atFrame}`)).toBe(0);
});

test.each(['open', 'encode', 'verify', 'publish'] as const)('a cancel in the phase %s leaves the older file, or the new one complete; never neither', async (at) => {
  const path = films.outPath(`cancel-${at}`, 'ffv1');
  await writeFile(path, 'older');
  const controller = new AbortController();
  const outcome = await deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path, overwrite: true }), {
    tools, signal: controller.signal, threads: 0, chromaAt: skin, phase: (phase) => { if (phase === at) controller.abort(); },
  }).then(() => 'done', (error: unknown) => (error as Error).name);
  expect(outcome).toBe(at === 'publish' ? 'done' : 'AbortError');
  if (outcome === 'done') expect((await probeClip(path, tools)).frameCount).toBe(8);
  else expect(readFileSync(path, 'utf8')).toBe('older');
  expect(films.leftovers(`cancel-${at}`)).toEqual([`cancel-${at}.mkv`]);
});

test('a cancel while the check decodes leaves the older file', async () => {
  const path = films.outPath('late-cancel', 'ffv1');
  await writeFile(path, 'older');
  const controller = new AbortController();
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path, overwrite: true }), {
    tools, signal: controller.signal, threads: 0, chromaAt: skin, phase: (phase) => { if (phase === 'verify') setImmediate(() => { controller.abort(); }); },
  });
  await expect(delivery).rejects.toMatchObject({ name: 'AbortError' });
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect(films.leftovers('late-cancel')).toEqual(['late-cancel.mkv']);
});

/** An ffmpeg that is ended by a signal after so many bytes of pictures that it decodes; all else is done by the real one. */
async function killedDecoder(name: string, bytes: number): Promise<FfmpegTools> {
  const ffmpegPath = films.outPath(name, 'h264').replace(/\.mp4$/, '.sh');
  await writeFile(ffmpegPath, `#!/bin/sh\nfor last; do :; done\nif [ "$last" = pipe:1 ]; then "${tools.ffmpegPath}" "$@" | head -c ${bytes}; kill -9 $$; fi\nexec "${tools.ffmpegPath}" "$@"\n`);
  await chmod(ffmpegPath, 0o755);
  return { ...tools, ffmpegPath };
}

test('where the decoder is ended from outside, the film does not count as ended: nothing is delivered, and it is no fault of the codec', async () => {
  const { width, height } = film.picture;
  const killed = await killedDecoder('killed-decoder', width * height * 1.5 * 3.5);
  const path = films.outPath('killed-read', 'ffv1');
  await writeFile(path, 'older');
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: path, overwrite: true }), { tools: killed, chromaAt: skin, threads: 0 }))
    .rejects.toMatchObject({ code: 'ffmpeg.killed', message: expect.stringMatching(/^ffmpeg was ended from outside \(SIGKILL\) while reading "/) as string });
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect(films.leftovers('killed-read')).toEqual(['killed-read.mkv']);
});

test('a film whose drive goes away while it is delivered is named, and nothing is delivered', async () => {
  const path = films.outPath('gone-drive', 'ffv1');
  const drive = films.outPath('drive', 'ffv1');
  copyFileSync(clipPath(film), drive);
  const clip: Clip = { ...film, source: { kind: 'file', path: drive } };
  // Read up to its fourth frame, as from a drive that answers no more; its place is empty then.
  const gone = await killedDecoder('reader-of-gone-drive', film.picture.width * film.picture.height * 1.5 * 3.5);
  await writeFile(gone.ffmpegPath, readFileSync(gone.ffmpegPath, 'utf8').replace('kill -9 $$', `rm -f "${drive}"; exit 0`));
  await expect(deliver(planDelivery({ clip, range: whole(film), codec: 'ffv1', outPath: path }), { tools: gone, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'file.missing', message: `"${drive}" does not exist.` });
  expect(films.leftovers('gone-drive')).toEqual([]);
});

test('of two equal deliveries at once the second is refused immediately, and the file of the first is complete', async () => {
  const path = films.outPath('pair', 'h264');
  const start = (): Promise<unknown> => deliver(planDelivery({ clip: film, range: whole(film), codec: 'h264', outPath: path, overwrite: true }), { tools, chromaAt: skin, threads: 0 });
  const outcomes = await Promise.allSettled([start(), start()]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'output.busy' });
  expect((await probeClip(path, tools)).frameCount).toBe(8);
});

test('the source is never overwritten, under any of its names', async () => {
  const path = await films.make('original.mov', ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=24', '-frames:v', '3', '-c:v', 'ffv1', '-f', 'matroska']);
  const clip = await probeClip(path, tools);
  const before = readFileSync(path);
  await symlink(path, join(films.directory, 'alias.mov'));
  await link(path, join(films.directory, 'hard.mov'));
  for (const name of ['original.mov', 'alias.mov', 'hard.mov']) {
    await expect(deliver(planDelivery({ clip, range: whole(clip), codec: 'prores-422hq', outPath: join(films.directory, name), overwrite: true }), { tools, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'output.isSource' });
  }
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('images delivered into a folder with other files do not touch those', async () => {
  const folder = join(films.directory, 'photos');
  await mkdir(folder);
  await writeFile(join(folder, 'grandmother.jpg'), 'irreplaceable');
  const request = { clip: film, codec: 'png', outPath: folder, overwrite: true } as const;
  await deliver(planDelivery({ ...request, range: whole(film) }), { tools, chromaAt: skin, threads: 0 });
  await deliver(planDelivery({ ...request, range: frameRange(0, 3) }), { tools, chromaAt: skin, threads: 0 });
  expect(readdirSync(folder).filter((name) => !name.startsWith('.')).toSorted()).toEqual(['grandmother.jpg', ...[0, 1, 2, 3].map((number) => `photos_00000${number}.png`)]);
  expect(readFileSync(join(folder, 'grandmother.jpg'), 'utf8')).toBe('irreplaceable');
  await expect(deliver(planDelivery({ ...request, range: whole(film), overwrite: false }), { tools, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'file.exists' });
});

/** An ffmpeg that ends with 0 but whose output is cut off afterwards, as by a disk that filled up in the last write. */
async function cuttingFfmpeg(share: number): Promise<string> {
  const path = join(films.directory, `cutting-${share}`);
  await writeFile(path, `#!/bin/sh
for last; do :; done
'${tools.ffmpegPath}' "$@" || exit $?
case "$*" in *pipe:0*) size=$(stat -c %s "$last" 2>/dev/null) && truncate -s $(( size * ${share} / 100 )) "$last";; esac
exit 0
`);
  await chmod(path, 0o755);
  return path;
}

test.skipIf(process.platform !== 'linux').each<readonly ['ffv1' | 'h264' | 'prores-422hq', number]>(casesOf([['ffv1', 60], ['h264', 90]], [['prores-422hq', 80], ['ffv1', 95], ['h264', 50]]))('%s that ffmpeg cut off at %d percent with exit code 0 is not published, and is kept under a FAILED-CHECK name', async (codec, share) => {
  const path = films.outPath(`cut-${codec}-${share}`, codec);
  await writeFile(path, 'older');
  const cutting = { ...tools, ffmpegPath: await cuttingFfmpeg(share) };
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec, outPath: path, overwrite: true }), { tools: cutting, chromaAt: skin, threads: 0 })).rejects.toMatchObject({ code: 'output.checkFailed' });
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect(films.leftovers(`cut-${codec}-${share}`).toSorted()).toEqual([basename(path), basename(path).replace(/(\.\w+)$/, '.FAILED-CHECK$1')].toSorted());
});

test('luma that is not the source’s fails the check', async () => {
  // The source changes between reading and checking: what was written is then not what the source holds.
  const path = await films.make('changing.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=24', '-frames:v', '6', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const other = await films.make('other.mkv', ['-f', 'lavfi', '-i', 'mandelbrot=size=96x64:rate=24', '-frames:v', '6', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const clip = await probeClip(path, tools);
  const out = films.outPath('changed', 'ffv1');
  await expect(deliver(planDelivery({ clip, range: whole(clip), codec: 'ffv1', outPath: out }), {
    tools, chromaAt: skin, threads: 0, phase: (phase) => { if (phase === 'verify') copyFileSync(other, path); },
  })).rejects.toMatchObject({ code: 'output.checkFailed', frames: { clipId: clip.id, of: { first: 0, last: 5 }, which: [{ first: 0, last: 5 }] } });
  expect(films.leftovers('changed').toSorted()).toEqual(['changed.FAILED-CHECK.mkv']);
});

test('a failed check says which frames differ', async () => {
  const coded = ['-frames:v', '6', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p'] as const;
  const path = await films.make('some.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=24', ...coded]);
  const other = await films.make('some-other.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=96x64:rate=24', '-vf', 'drawbox=w=1:h=1:color=gray:t=fill:enable=between(n\\,2\\,3)+eq(n\\,5)', ...coded]);
  const clip = await probeClip(path, tools);
  await expect(deliver(planDelivery({ clip, range: frameRange(1, 5), codec: 'ffv1', outPath: films.outPath('some-changed', 'ffv1') }), {
    tools, chromaAt: skin, threads: 0, phase: (phase) => { if (phase === 'verify') copyFileSync(other, path); },
  })).rejects.toMatchObject({ code: 'output.checkFailed', message: expect.stringContaining('It fails in frames 2–3, 5 of the file, counted from 1.') as string, frames: { of: { first: 1, last: 5 }, which: [{ first: 2, last: 3 }, { first: 5, last: 5 }] } });
});

/** The images of the delivery that is not finished, in order. */
function imagesUnderWay(): readonly string[] {
  return readdirSync(films.directory, { recursive: true, encoding: 'utf8' }).filter((path) => /\.partial[/\\].*\.png$/.test(path)).toSorted().map((path) => join(films.directory, path));
}

test('an image that does not show its picture is written again alone, and all are checked again', async () => {
  const out = films.outPath('one-foreign', 'png');
  const white = await films.make('white.png', ['-f', 'lavfi', '-i', 'color=white:size=96x64', '-frames:v', '1', '-pix_fmt', 'rgb24']);
  const written: number[] = [];
  const report = await deliver(planDelivery({ clip: film, range: whole(film), codec: 'png', outPath: out, verify: 'every-frame' }), {
    tools, threads: 0, chromaAt: (frame) => { written.push(frame); return skin(); },
    // The image of frame 5 is another one, as after a fault of the disk.
    phase: (phase) => { if (phase === 'verify') copyFileSync(white, imagesUnderWay()[5]!); },
  });
  expect(written).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 5]);
  expect(report.lumaCheck).toMatchObject({ checkedFrames: 8, frames: { foreign: [] } });
  expect(report.remarks.join(' ')).toContain('the image of frame 5 did not show the source\'s picture when read again; it was written again, and all images were checked again.');
  expect(readdirSync(out).filter((name) => !name.startsWith('.'))).toHaveLength(8);
});

test('images of which none shows its picture are not written again: the delivery fails, and says so of each', async () => {
  const white = await films.make('all-white.png', ['-f', 'lavfi', '-i', 'color=white:size=96x64', '-frames:v', '1', '-pix_fmt', 'rgb24']);
  const written: number[] = [];
  await expect(deliver(planDelivery({ clip: film, range: frameRange(2, 4), codec: 'png', outPath: films.outPath('all-foreign', 'png'), verify: 'every-frame' }), {
    tools, threads: 0, chromaAt: (frame) => { written.push(frame); return skin(); },
    phase: (phase) => { if (phase === 'verify') for (const image of imagesUnderWay()) copyFileSync(white, image); },
  })).rejects.toMatchObject({ code: 'output.checkFailed', frames: { of: { first: 2, last: 4 }, which: [{ first: 2, last: 4 }] } });
  expect(written).toEqual([2, 3, 4]);
});

test.each(casesOf(['ffv1'], ['png']))('a folder that vanishes while %s is written or checked is reported in one sentence', async (codec) => {
  for (const at of ['encode', 'verify', 'publish'] as const) {
    const folder = join(films.directory, `vanishing-${codec}-${at}`);
    await mkdir(folder);
    const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec, outPath: join(folder, codec === 'png' ? 'images' : 'film.mkv') }), {
      tools, chromaAt: skin, threads: 0, phase: (phase) => { if (phase === at) rmSync(folder, { recursive: true, force: true }); },
    });
    await expect(delivery, at).rejects.toMatchObject({ code: 'file.notWritable' });
    expect(existsSync(folder), at).toBe(false);
  }
});

test('an already aborted signal starts nothing', async () => {
  await expect(deliver(planDelivery({ clip: film, range: whole(film), codec: 'h264', outPath: films.outPath('never', 'h264'), verify: 'none' }), { tools, chromaAt: skin, signal: AbortSignal.abort(), threads: 0 })).rejects.toMatchObject({ name: 'AbortError' });
  expect(films.leftovers('never')).toEqual([]);
});

test('a failure to get colour fails the delivery and leaves nothing', async () => {
  const delivery = deliver(planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('colourless', 'ffv1'), verify: 'none' }), {
    tools, threads: 1, chromaAt: (frame) => (frame === 2 ? Promise.reject(new Error('the cache is gone')) : skin()),
  });
  await expect(delivery).rejects.toThrow('the cache is gone');
  expect(films.leftovers('colourless')).toEqual([]);
  expect(processesWith('colourless')).toBe(0);
});

test.skipIf(process.platform === 'win32')('a disk that fills up is reported as such, and the partial file is removed', async () => {
  const folder = join(films.directory, 'full');
  await mkdir(folder, { recursive: true });
  // A limit on file sizes stands in for the full disk: the write fails in the same place.
  const limited = join(folder, 'ffmpeg');
  await writeFile(limited, `#!/bin/sh\ntrap '' XFSZ\nulimit -f 16\nexec '${tools.ffmpegPath}' "$@"\n`);
  await chmod(limited, 0o755);
  const noisy = await probeClip(await films.make('noisy.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=24', '-frames:v', '6', '-vf', 'noise=alls=60:allf=t', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']), tools);
  const path = join(folder, 'out.mkv');
  const delivery = deliver(planDelivery({ clip: noisy, range: whole(noisy), codec: 'ffv1', outPath: path, verify: 'none' }), { tools: { ...tools, ffmpegPath: limited }, chromaAt: skin, threads: 0 });
  await expect(delivery).rejects.toMatchObject({ code: 'disk.full', message: 'The disk is full; "out.mkv" could not be written.' });
  expect(readdirSync(folder)).toEqual(['ffmpeg']);
});

test('a source that became shorter since it was probed is delivered as far as it goes, and the report says what is missing', async () => {
  const path = await films.make('short.mkv', ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=24', '-frames:v', '12', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p']);
  const clip = await probeClip(path, tools);
  await truncate(path, Math.floor((await stat(path)).size * 0.6));
  const report = await deliver(planDelivery({ clip, range: whole(clip), codec: 'prores-422hq', outPath: films.outPath('short', 'prores-422hq'), verify: 'none' }), { tools, chromaAt: skin, threads: 0 });
  expect(report.frameCount).toBeGreaterThan(2);
  expect(report.frameCount).toBeLessThan(12);
  expect(report.missingFrames).toBe(12 - report.frameCount);
  expect(report.remarks.join(' ')).toContain('missing at the end');
});

test('a range beyond the film is refused while planning', () => {
  expect(() => planDelivery({ clip: film, range: frameRange(4, 8), codec: 'h264', outPath: '/nowhere.mp4' })).toThrow(expect.objectContaining({ code: 'input.frameOutside' }));
});

test('a report is written whole or not at all', async () => {
  const report = await deliver(planDelivery({ clip: film, range: frameRange(0, 0), codec: 'png', outPath: films.outPath('one', 'png') }), { tools, chromaAt: skin, threads: 0 });
  const path = join(films.directory, 'reports', 'report.json');
  await writeReport(path, [report]);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ reports: [report] });
  await expect(writeReport(path, [report])).rejects.toMatchObject({ code: 'file.exists' });
  await writeReport(path, [report], { overwrite: true });
  expect(readdirSync(join(films.directory, 'reports'))).toEqual(['report.json']);
});
