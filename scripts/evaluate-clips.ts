import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { colourErrors, contactSheet, createColourCopier, grayFrame, summariseByDistance, thumbnail, TOLD_DISTANCES, type ColourErrors, type ColourFrame, type DistanceSummary, type RgbImage } from './evaluate/index.ts';
import { locateFfmpeg, probeClip } from '../src/engine/media/index.ts';
import { openModelRegistry } from '../src/engine/models/index.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';
import { readColourFrames, writePicture } from './read-colour-frames.ts';
import { writeSection } from './write-section.ts';

/**
 * Colours the gray version of real colour clips through the command line, each from its own true first frame (or first and last),
 * and measures the result next to the copy and dense optical flow of training/evaluate_propagation.py on the same clips.
 * Resumable: a clip that was measured with the same weights is not coloured again.
 *
 *     node scripts/evaluate-clips.ts [--data ../shared/data] [--keys first|both] [--lines training/runs/propagation-test.json] [--write docs/results/propagation.md] [camel dog …]
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: join(root, '..', 'shared', 'data') }, split: { type: 'string', default: 'test' }, keys: { type: 'string', default: 'first' },
    lines: { type: 'string', default: join(root, 'training', 'runs', 'propagation-test.json') }, write: { type: 'string' }, work: { type: 'string', default: join(root, '.cache', 'evaluate') },
  },
});
const keys = z.enum(['first', 'both']).parse(values.keys);
const tools = await locateFfmpeg();
const COLUMNS = [0, 1, 5, 10, 24];
const { manifest: weights } = (await openModelRegistry([join(root, 'resources', 'models')])).forTask('propagate');
const weightsName = Object.values(weights.graphs).map(({ sha256 }) => sha256.slice(0, 8)).join('-');

const Summary = z.object({
  at: z.object({ 1: z.number().optional(), 5: z.number().optional(), 10: z.number().optional(), 24: z.number().optional() }),
  near: z.number(), whole: z.number(), chromaPsnr: z.number(), deltaE: z.number(), worstTenth: z.number(), frames: z.number(),
});
const Measured = z.object({ summary: Summary, secondsPerFrame: z.number() });

interface Result {
  readonly clip: string;
  readonly lines: Readonly<Record<string, DistanceSummary>>;
  readonly secondsPerFrame: number;
}

/** A line of training/evaluate_propagation.py. */
const known = z.number().nullable().optional().transform((value) => value ?? undefined);
const PythonLine = z.object({ psnr1: known, psnr5: known, psnr10: known, psnr24: known, psnr1to24: z.number(), psnrClip: z.number(), chromaPsnr: z.number(), deltaE2000: z.number(), worstDecile: z.number() })
  .transform((line): DistanceSummary => ({ at: { 1: line.psnr1, 5: line.psnr5, 10: line.psnr10, 24: line.psnr24 }, near: line.psnr1to24, whole: line.psnrClip, chromaPsnr: line.chromaPsnr, deltaE: line.deltaE2000, worstTenth: line.worstDecile, frames: 0 }));
const PythonResult = z.object({ clips: z.record(z.string(), z.record(z.string(), z.unknown())) });

function ffmpeg(...args: readonly string[]): void {
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
}

async function evaluate(path: string): Promise<Result> {
  const name = basename(path, '.mp4');
  const folder = join(resolve(values.work), name);
  const kept = join(folder, `${keys}-${weightsName}.json`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(kept)) writeFileSync(kept, JSON.stringify(await measure(path, folder)));
  const { summary, secondsPerFrame } = parseJsonInput(Measured, readFileSync(kept, 'utf8'), kept);
  return { clip: name, lines: { ...pythonLines(name), ours: withGaps(summary) }, secondsPerFrame };
}

/** Colours a clip and measures the errors. */
async function measure(path: string, folder: string): Promise<z.input<typeof Measured>> {
  const clip = await probeClip(path, tools, { signal: new AbortController().signal });
  const { picture } = clip;
  const size = { width: picture.width, height: picture.height };
  const [gray, ours] = [join(folder, 'gray.mkv'), join(folder, `ours-${keys}.mkv`)];
  // Luma unchanged, chroma neutral.
  ffmpeg('-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', 'lutyuv=u=128:v=128', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p', gray);
  const keyFrames = keys === 'both' ? [0, clip.frameCount - 1] : [0];
  for (const frame of keyFrames) ffmpeg('-i', path, '-map', '0:v:0', '-vf', `select=eq(n\\,${frame}),scale=in_color_matrix=${picture.matrix}:in_range=${picture.range}:out_range=full:flags=accurate_rnd+full_chroma_int+full_chroma_inp`, '-frames:v', '1', '-pix_fmt', 'rgb48be', join(folder, `key-${frame}.png`));
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keyframes: keyFrames.map((frame) => ({ frame, image: `key-${frame}.png` })) }));
  const started = performance.now();
  execFileSync(process.execPath, [join(root, 'bin', 'tintype.mjs'), 'colorize', gray, '--keys', join(folder, 'keys.json'), '--codec', 'ffv1', '--out', ours, '--report', join(folder, 'report.json'), '--overwrite'], { stdio: 'inherit' });
  const seconds = (performance.now() - started) / 1000;

  const truths = readColourFrames(path, { ffmpegPath: tools.ffmpegPath, ...size });
  const results = readColourFrames(ours, { ffmpegPath: tools.ffmpegPath, ...size });
  const errors: ColourErrors[] = [];
  const sheet: [RgbImage[], RgbImage[], RgbImage[], RgbImage[]] = [[], [], [], []];
  let copy: ((frame: ColourFrame) => ColourFrame) | undefined;
  let frame = 0;
  for await (const truth of truths) {
    const found = await results.next();
    if (found.done === true) break;
    copy ??= createColourCopier(truth, picture.matrix);
    if (!keyFrames.includes(frame)) errors.push(colourErrors(truth, found.value, picture.matrix));
    if (COLUMNS.includes(frame)) [truth, copy(truth), found.value, grayFrame(truth)].forEach((row, index) => sheet[index]!.push(thumbnail(row, picture.matrix, 430)));
    frame++;
  }
  await writePicture(join(folder, `sheet-${keys}.jpg`), contactSheet(sheet), tools.ffmpegPath);
  return { summary: summariseByDistance(errors), secondsPerFrame: seconds / frame };
}

/** Distances beyond the end of the clip are present with the value undefined, as in `summariseByDistance`. */
function withGaps({ at, ...rest }: z.output<typeof Summary>): DistanceSummary {
  return { ...rest, at: { 1: at[1], 5: at[5], 10: at[10], 24: at[24] } };
}

function pythonLines(name: string): Readonly<Record<string, DistanceSummary>> {
  if (!existsSync(values.lines)) return {};
  const clip = parseJsonInput(PythonResult, readFileSync(values.lines, 'utf8'), values.lines).clips[name] ?? {};
  const wanted = keys === 'both' ? { copy: 'copyBoth', flow: 'flowBoth' } : { copy: 'copy', flow: 'flow' };
  return Object.fromEntries(Object.entries(wanted).flatMap(([line, theirs]) => (clip[theirs] === undefined ? [] : [[line, PythonLine.parse(clip[theirs])]])));
}

function table(results: readonly Result[]): string {
  const number = (value: number | undefined): string => (value === undefined ? '-' : value.toFixed(2));
  const row = (clip: string, line: string, summary: DistanceSummary): string => `| ${[clip, line, ...TOLD_DISTANCES.map((distance) => number(summary.at[distance])), number(summary.near), number(summary.whole), number(summary.worstTenth), number(summary.deltaE)].join(' | ')} |`;
  const head = ['| clip | line | 1 | 5 | 10 | 24 | mean 1…24 | whole clip | worst tenth | ΔE2000 |', '|---|---|---|---|---|---|---|---|---|---|'];
  return [...head, ...results.flatMap(({ clip, lines }) => Object.entries(lines).map(([line, summary]) => row(clip, line, summary))), ...meansOf(results, row)].join('\n');
}

function meansOf(results: readonly Result[], row: (clip: string, line: string, summary: DistanceSummary) => string): readonly string[] {
  return Object.keys(results[0]?.lines ?? {}).flatMap((line) => {
    const summaries = results.flatMap(({ lines }) => lines[line] ?? []);
    if (summaries.length !== results.length) return [];
    const mean = (pick: (summary: DistanceSummary) => number | undefined): number => {
      const known = summaries.map(pick).filter((value) => value !== undefined);
      return known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const at = { 1: mean(({ at }) => at[1]), 5: mean(({ at }) => at[5]), 10: mean(({ at }) => at[10]), 24: mean(({ at }) => at[24]) };
    return [row('**mean**', line, { at, near: mean((each) => each.near), whole: mean((each) => each.whole), chromaPsnr: mean((each) => each.chromaPsnr), deltaE: mean((each) => each.deltaE), worstTenth: mean((each) => each.worstTenth), frames: 0 })];
  });
}

const results: Result[] = [];
for (const name of positionals.length > 0 ? positionals : readdirSync(join(resolve(values.data), 'clips', values.split)).filter((file) => file.endsWith('.mp4')).map((file) => basename(file, '.mp4')).sort()) {
  const path = [name, `davis-${name}`].map((each) => join(resolve(values.data), 'clips', values.split, `${each}.mp4`)).find(existsSync);
  if (path === undefined) throw new Error(`There is no clip ${name} in ${join(values.data, 'clips', values.split)}.`);
  results.push(await evaluate(path));
  console.log(table(results.slice(-1)));
}
const given = keys === 'both' ? 'Each clip’s own true first and last frames are the keys (stills' : 'Each clip’s own true first frame is the key (a still';
const text = `${given}, \`{frame, image}\`); the gray version of the clip is coloured by \`tintype colorize … --codec ffv1\`, and the file is compared with the true clip. Float RGB PSNR in dB with the true Y′ on both sides, propagated frames only, by distance from the first key in frames. *ours*: the product; *copy* (the key’s ab at every frame) and *flow* (warped by dense optical flow, OpenCV DIS medium): training/evaluate_propagation.py on the same clips. Made by \`scripts/evaluate-clips.ts --keys ${keys}\` with the propagation weights ${weights.version} (${weightsName.replace('-', ', ')}).

${table(results)}

Time of the whole command, with other work on the machine (speed is measured by \`npm run bench\`): ${results.map(({ clip, secondsPerFrame }) => `${clip} ${secondsPerFrame.toFixed(2)} s a frame`).join(', ')}.`;
console.log(`\n${text}`);
if (values.write !== undefined) writeSection(resolve(values.write), keys === 'both' ? 'Propagation through the product, two keys' : 'Propagation through the product', text);
