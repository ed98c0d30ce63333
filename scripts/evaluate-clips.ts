import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { colourErrors, contactSheet, createColourCopier, grayFrame, summariseByDistance, thumbnail, TOLD_DISTANCES, type ColourErrors, type ColourFrame, type DistanceSummary, type RgbImage } from '../src/engine/evaluate/index.ts';
import { locateFfmpeg, probeClip } from '../src/engine/media/index.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';
import { readColourFrames, writePicture } from './read-colour-frames.ts';

/**
 * Colours the gray version of real colour clips through the command line, each from its own true first frame, and measures the
 * result beside a plain copy of that frame's colour and, with --python, beside dense optical flow.
 *
 *     node scripts/evaluate-clips.ts [--data ../shared/data] [--python python3] [--write docs/results.md] camel dog …
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: join(root, '..', 'shared', 'data') }, split: { type: 'string', default: 'test' }, python: { type: 'string' }, write: { type: 'string' }, work: { type: 'string', default: join(root, '.cache', 'evaluate') } },
});
const tools = await locateFfmpeg();
const COLUMNS = [0, 1, 5, 10, 24];

interface Result {
  readonly clip: string;
  readonly lines: Readonly<Record<string, DistanceSummary>>;
  readonly secondsPerFrame: number;
}

/** Flow's line in the words of training/evaluate_propagation.py. */
interface FlowSummary {
  readonly psnr1: number | null;
  readonly psnr5: number | null;
  readonly psnr10: number | null;
  readonly psnr24: number | null;
  readonly psnr1to24: number;
  readonly psnrClip: number;
  readonly chromaPsnr: number;
  readonly deltaE2000: number;
  readonly worstDecile: number;
}

function ffmpeg(...args: readonly string[]): void {
  execFileSync(tools.ffmpegPath, ['-v', 'error', '-y', ...args], { stdio: 'inherit' });
}

async function evaluate(path: string): Promise<Result> {
  const name = basename(path, '.mp4');
  const folder = join(resolve(values.work), name);
  mkdirSync(folder, { recursive: true });
  const { picture } = await probeClip(path, tools, { signal: new AbortController().signal });
  const size = { width: picture.width, height: picture.height };
  const gray = join(folder, 'gray.mkv');
  const key = join(folder, 'key.png');
  const ours = join(folder, 'ours.mkv');
  // The luma plane as it is; chroma neutral.
  ffmpeg('-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', 'lutyuv=u=128:v=128', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p', gray);
  ffmpeg('-i', path, '-map', '0:v:0', '-frames:v', '1', '-vf', `scale=in_color_matrix=${picture.matrix}:in_range=${picture.range}:out_range=full:flags=accurate_rnd+full_chroma_int+full_chroma_inp`, '-pix_fmt', 'rgb48be', key);
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keyframes: [{ frame: 0, image: 'key.png' }] }));
  const started = performance.now();
  execFileSync(process.execPath, [join(root, 'bin', 'tintype.mjs'), 'colorize', gray, '--keys', join(folder, 'keys.json'), '--codec', 'ffv1', '--out', ours, '--report', join(folder, 'report.json'), '--overwrite'], { stdio: 'inherit' });
  const seconds = (performance.now() - started) / 1000;

  const truths = readColourFrames(path, { ffmpegPath: tools.ffmpegPath, ...size });
  const results = readColourFrames(ours, { ffmpegPath: tools.ffmpegPath, ...size });
  const lines = { gray: [] as ColourErrors[], copy: [] as ColourErrors[], ours: [] as ColourErrors[] };
  const sheet: [RgbImage[], RgbImage[], RgbImage[], RgbImage[]] = [[], [], [], []];
  let copy: ((frame: ColourFrame) => ColourFrame) | undefined;
  let frame = 0;
  for await (const truth of truths) {
    const found = await results.next();
    if (found.done === true) break;
    copy ??= createColourCopier(truth, picture.matrix);
    const rows = [truth, copy(truth), found.value, grayFrame(truth)] as const;
    if (frame > 0) {
      lines.copy.push(colourErrors(truth, rows[1], picture.matrix));
      lines.ours.push(colourErrors(truth, rows[2], picture.matrix));
      lines.gray.push(colourErrors(truth, rows[3], picture.matrix));
    }
    if (COLUMNS.includes(frame)) rows.forEach((row, index) => sheet[index]!.push(thumbnail(row, picture.matrix, 430)));
    frame++;
  }
  await writePicture(join(folder, 'sheet.jpg'), contactSheet(sheet), tools.ffmpegPath);
  const flow = values.python === undefined ? undefined : flowLine(values.python, name, folder);
  const summaries = { gray: summariseByDistance(lines.gray), copy: summariseByDistance(lines.copy), ...(flow === undefined ? {} : { flow }), ours: summariseByDistance(lines.ours) };
  return { clip: name, lines: summaries, secondsPerFrame: seconds / frame };
}

function flowLine(python: string, name: string, folder: string): DistanceSummary | undefined {
  const out = join(folder, 'flow.json');
  const run = spawnSync(python, [join(root, 'training', 'evaluate_propagation.py'), '--data', resolve(values.data), '--split', values.split, '--clips', name, '--lines', 'flow', '--out', out], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (run.status !== 0) return undefined;
  const summary = (JSON.parse(readFileSync(out, 'utf8')) as { clips: Record<string, { flow: FlowSummary }> }).clips[name]?.flow;
  if (summary === undefined) return undefined;
  const known = (value: number | null): number | undefined => value ?? undefined;
  return { at: { 1: known(summary.psnr1), 5: known(summary.psnr5), 10: known(summary.psnr10), 24: known(summary.psnr24) }, near: summary.psnr1to24, whole: summary.psnrClip, chromaPsnr: summary.chromaPsnr, deltaE: summary.deltaE2000, worstTenth: summary.worstDecile, frames: 0 };
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

/** Replaces one `## ` section of a page, or adds it at the end. */
function withSection(page: string, title: string, text: string): string {
  const section = `## ${title}\n\n${text}\n`;
  const start = page.indexOf(`## ${title}\n`);
  if (start < 0) return `${page.trimEnd()}\n\n${section}`;
  const next = page.indexOf('\n## ', start + 1);
  return `${page.slice(0, start)}${section}${next < 0 ? '' : page.slice(next)}`;
}

const results: Result[] = [];
for (const name of positionals.length > 0 ? positionals : ['camel', 'dance-twirl', 'dog', 'parkour', 'blackswan']) {
  const path = [name, `davis-${name}`].map((each) => join(resolve(values.data), 'clips', values.split, `${each}.mp4`)).find(existsSync);
  if (path === undefined) throw new Error(`There is no clip ${name} in ${join(values.data, 'clips', values.split)}.`);
  results.push(await evaluate(path));
  console.log(table(results.slice(-1)));
}
const Weights = z.object({ version: z.string(), graphs: z.record(z.string(), z.object({ sha256: z.string() })) });
const weights = parseJsonInput(Weights, readFileSync(join(root, 'resources', 'models', 'propagation', 'manifest.json'), 'utf8'), 'the manifest of propagation');
const text = `Each clip's own true first frame is the key (a still, \`{frame: 0, image}\`); the gray version of the clip goes through \`tintype colorize … --codec ffv1\`, and the file it wrote is compared with the true clip. Float RGB PSNR in dB with the true Y′ on both sides, propagated frames only, by distance from the key in frames. *gray*: no colour; *copy*: the key's ab at every frame${results[0]?.lines['flow'] === undefined ? '' : '; *flow*: the key’s ab carried by dense optical flow (OpenCV DIS, medium), measured by training/evaluate_propagation.py'}; *ours*: the product. Made by \`scripts/evaluate-clips.ts\` with the propagation weights ${weights.version} (${Object.entries(weights.graphs).map(([graph, { sha256 }]) => `${graph} ${sha256.slice(0, 8)}`).join(', ')}).

${table(results)}

Time of the whole command, start to file, beside whatever else ran on the machine (speed is measured by \`npm run bench\`): ${results.map(({ clip, secondsPerFrame }) => `${clip} ${secondsPerFrame.toFixed(2)} s a frame`).join(', ')}.`;
console.log(`\n${text}`);
if (values.write !== undefined) {
  const page = resolve(values.write);
  writeFileSync(page, withSection(existsSync(page) ? readFileSync(page, 'utf8') : '# Results\n', 'Propagation through the product', text));
}
