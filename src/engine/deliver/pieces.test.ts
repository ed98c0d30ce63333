import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { casesOf } from '../../../test/support/long.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { codecRecord, isImageCodec } from '../../shared/model/delivery-codecs.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';
import { type FrameRange, frameRange } from '../../shared/model/frame.ts';
import { type FfmpegTools, probeClip } from '../media/index.ts';
import { planeOf, useTestClips, whole } from './fixtures/test-clips.ts';
import { deliver, planDelivery, writePiece } from './index.ts';
import { piecePictures, readPieceFrames } from './piece.ts';
import { provePiece } from './piece-proof.ts';

const films = useTestClips();
let tools: FfmpegTools;
let film: Clip;
beforeAll(() => { ({ tools, film } = films); });

/** Another colour on each frame. */
const changing = (frame: number): ReturnType<typeof planeOf> => planeOf(4 * frame - 16, 20 - 3 * frame);
const sources = () => ({ tools, chromaAt: (frame: number) => Promise.resolve(changing(frame)), confidenceAt: () => 0.5, threads: 0 });
const PIECES: readonly FrameRange[] = [frameRange(0, 2), frameRange(3, 3), frameRange(4, 7)];

/** Written once for each codec and way of checking; each test gets folders of its own. */
const written = new Map<string, Promise<string>>();

async function piecesOf(codec: DeliveryCodec, name: string, verify?: 'every-frame'): Promise<{ range: FrameRange; folder: string }[]> {
  const which = `${codec} ${verify ?? ''}`;
  const made = written.get(which) ?? writePieces(codec, join(films.directory, `written-${name}`), verify);
  written.set(which, made);
  const own = join(films.directory, `pieces-${name}`);
  await cp(await made, own, { recursive: true });
  return PIECES.map((range, index) => ({ range, folder: join(own, String(index)) }));
}

/** @returns `parent`, which has a folder for each piece */
async function writePieces(codec: DeliveryCodec, parent: string, verify?: 'every-frame'): Promise<string> {
  for (const [index, range] of PIECES.entries()) {
    const folder = join(parent, String(index));
    await mkdir(folder, { recursive: true });
    await writePiece(planDelivery({ clip: film, range, codec, outPath: 'piece', ...(verify === undefined ? {} : { verify }) }), sources(), folder);
  }
  return parent;
}

/** Times and hashes of all decoded frames and of the sound's. */
function framesOf(path: string): string {
  return execFileSync(tools.ffmpegPath, ['-v', 'error', '-i', path, '-map', '0:v', '-map', '0:a?', '-f', 'framemd5', '-'], { encoding: 'utf8' });
}
function tagsOf(path: string): unknown {
  const { streams, format } = JSON.parse(execFileSync(tools.ffprobePath, ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path], { encoding: 'utf8' })) as { streams: Record<string, unknown>[]; format: Record<string, unknown> };
  // Bytes and bit rates are those of other group lengths and block sizes.
  const plain = ({ bit_rate: _rate, size: _size, filename: _name, extradata_size: _extra, max_bit_rate: _max, ...rest }: Record<string, unknown>): unknown => rest;
  return { streams: streams.map(plain), format: plain(format) };
}

/** One that is coded frame by frame, one of groups, one of images (FFV1: `test/farm`); others that take so small a picture in the long tests. */
const JOINED: readonly DeliveryCodec[] = casesOf(['prores-422hq', 'h264', 'dpx-10'], ['ffv1', 'prores-4444', 'v210', 'h264-10', 'h265', 'av1', 'png', 'exr']);

test.each(JOINED)('%s joined from pieces has the frames, times, tags and sound of one that was encoded in one go', async (codec) => {
  const plan = (name: string) => planDelivery({ clip: film, range: whole(film), codec, outPath: films.outPath(`${name}-${codec}`, codec) });
  const [alone, joined] = [plan('alone'), plan('joined')];
  const one = await deliver(alone, sources());
  const pieces = await piecesOf(codec, codec);
  const report = await deliver(joined, { ...sources(), pieces: () => Promise.resolve({ pieces }) });
  expect(report.remarks).toContain('Farm: encoded in 3 pieces, joined without encoding again.');
  expect(report.frames).toEqual(one.frames);
  expect(report.flicker).toEqual(one.flicker);
  expect(report.kept).toEqual(one.kept);
  expect(report.lumaCheck?.checkedFrames).toBeGreaterThanOrEqual(one.lumaCheck!.checkedFrames);
  expect(report.lumaCheck?.result).toBe(one.lumaCheck?.result);
  expect(report.remarks.join(' ')).toMatch(/Check: the machines that encoded the 3 pieces decoded all 8 frames .* this machine found the same 8 coded pictures in the joined film, decoded 2 of its 2 joins/);
  if (isImageCodec(codec)) {
    const names = (await readdir(alone.outPath)).toSorted();
    expect((await readdir(joined.outPath)).toSorted().map((name) => name.replace('joined', 'alone'))).toEqual(names);
    return;
  }
  const isIntra = codecRecord(codec).container !== 'mp4';
  const times = (text: string): string => text.split('\n').filter((line) => !line.startsWith('#')).map((line) => (isIntra || line.startsWith('1,') ? line : line.replace(/, *[0-9a-f]{32}$/, ''))).join('\n');
  expect(times(framesOf(joined.outPath))).toBe(times(framesOf(alone.outPath)));
  expect(tagsOf(joined.outPath)).toEqual(tagsOf(alone.outPath));
  expect((await probeClip(joined.outPath, tools)).startTimecode).toBe('01:00:00:00');
});

test('an image that another machine wrote wrong, as its own check says, is written again here, and the film is decoded here', async () => {
  const pieces = await piecesOf('png', 'png-wrong', 'every-frame');
  const white = await films.make('piece-white.png', ['-f', 'lavfi', '-i', 'color=white:size=96x64', '-frames:v', '1', '-pix_fmt', 'rgb24']);
  const { range, folder } = pieces[1]!;
  const plan = planDelivery({ clip: film, range, codec: 'png', outPath: 'piece', verify: 'every-frame' });
  const pictures = piecePictures(plan, { folder, frames: 1 });
  await copyFile(white, pictures[0]!);
  const told = await readPieceFrames(folder);
  const written = join(films.directory, 'piece-of-white');
  await mkdir(written);
  await copyFile(white, join(written, 'piece_000000.png'));
  await writeFile(join(folder, 'frames.json'), JSON.stringify({ ...told, proof: await provePiece(plan, { path: written, pictures }, { tools }) }));
  const report = await deliver(planDelivery({ clip: film, range: whole(film), codec: 'png', outPath: films.outPath('joined-wrong', 'png'), verify: 'every-frame' }), { ...sources(), pieces: () => Promise.resolve({ pieces }) });
  expect(report.remarks.join(' ')).toContain('the image of frame 3 did not show the source\'s picture when read again; it was written again');
  expect(report.lumaCheck).toMatchObject({ checkedFrames: 8, frames: { foreign: [] } });
});

test('pieces that cannot be joined are no failure: the film is encoded here, and the report says so', async () => {
  const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('unjoined', 'ffv1') });
  const report = await deliver(plan, { ...sources(), pieces: () => Promise.resolve({ pieces: [{ range: whole(film), folder: join(films.directory, 'nowhere') }] }) });
  expect(report.frameCount).toBe(8);
  expect(report.remarks.join(' ')).toMatch(/could not be joined .*this machine encoded the film alone/);
});

describe('the check of a film that was joined from pieces', () => {
  const prores = (name: string, verify?: 'every-frame') => planDelivery({ clip: film, range: whole(film), codec: 'prores-422hq', outPath: films.outPath(name, 'prores-422hq'), ...(verify === undefined ? {} : { verify }) });
  const offered = (pieces: readonly { range: FrameRange; folder: string }[]) => ({ ...sources(), pieces: () => Promise.resolve({ pieces }) });

  test('every frame compared by those who encoded it gives the figures of one machine that compares every frame', async () => {
    const one = await deliver(prores('every-alone', 'every-frame'), sources());
    const report = await deliver(prores('every-joined', 'every-frame'), offered(await piecesOf('prores-422hq', 'every', 'every-frame')));
    const { psnr, meanError, sentence, ...exact } = one.lumaCheck!;
    expect(report.lumaCheck).toMatchObject({ ...exact, psnr: expect.closeTo(psnr!, 6) as number, meanError: expect.closeTo(meanError, 9) as number, sentence });
    expect(exact.checkedFrames).toBe(8);
  });

  test('a piece that was changed after its check is not taken for proven: the joined film is decoded here, and fails', async () => {
    const pieces = await piecesOf('prores-422hq', 'changed');
    const path = join(pieces[2]!.folder, 'piece.mov');
    const bytes = await readFile(path);
    const picture = bytes.indexOf('icpf');
    // The third slice on, all of one coefficient: it still decodes, to another picture.
    bytes.fill(0, picture + 400, picture + 4000);
    await writeFile(path, bytes);
    const plan = prores('changed');
    const delivery = deliver(plan, offered(pieces));
    const outcome = await delivery.then((report) => report.remarks.join(' '), (error: unknown) => String(error));
    expect(outcome).toMatch(/decoded here from end to end, since its coded pictures are not those of the pieces|failed its check/);
    expect(outcome).not.toMatch(/Check: the machines/);
  });

  test('pieces of a version that did not check them are decoded here', async () => {
    const pieces = await piecesOf('prores-422hq', 'unproven');
    for (const { folder } of pieces) {
      const path = join(folder, 'frames.json');
      const { proof: _proof, ...rest } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      await writeFile(path, JSON.stringify(rest));
    }
    const report = await deliver(prores('unproven'), offered(pieces));
    expect(report.remarks).toContain('Farm: the joined film was decoded here from end to end, since its pieces were not all checked by those who encoded them.');
    expect(report.lumaCheck?.result).toBe('lossy');
  });

  test('a piece in another order than it was planned in is noticed', async () => {
    const pieces = await piecesOf('ffv1', 'swapped');
    const swapped = [{ ...pieces[0]!, folder: pieces[0]!.folder }, { ...pieces[1]!, folder: pieces[1]!.folder }, pieces[2]!];
    const [one, other] = await Promise.all([0, 1].map((place) => readFile(join(swapped[place]!.folder, 'piece.mkv'))));
    await writeFile(join(swapped[0]!.folder, 'piece.mkv'), other!);
    await writeFile(join(swapped[1]!.folder, 'piece.mkv'), one!);
    const plan = planDelivery({ clip: film, range: whole(film), codec: 'ffv1', outPath: films.outPath('swapped', 'ffv1') });
    await expect(deliver(plan, offered(swapped))).rejects.toThrow(/failed its check/);
  });
});
