import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deliver, planDelivery } from '../src/engine/deliver/index.ts';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../src/engine/media/index.ts';
import { AppError } from '../src/shared/errors/app-error.ts';
import { type Clip, withCoding } from '../src/shared/model/clip.ts';
import { codecRecord, DELIVERY_CODEC_NAMES, type DeliveryCodec, deliveryExtension, encoderOf, isImageCodec } from '../src/shared/model/delivery-codecs.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import { timecodeOf } from '../src/shared/model/timecode.ts';
import { CUT, lagOf, makeSource, RATE, SAMPLE_RATE, SOURCE_KINDS, sourceName, type SourceKind, soundOf } from './matrix/cell-sources.ts';
import { hasMediainfo, type SeenTags, tagsByFfprobe, tagsByMediainfo } from './matrix/read-tags.ts';

/*
 * Codecs × {8, 10, 16 bit} × {limited, full}: delivers a cut of a gray film with sound and timecode in colour, and checks the file:
 *   node scripts/codec-matrix.ts [CODEC …] [--write]
 * luma as the delivery's own check finds it by decoding every frame; tags and timecode by ffprobe and by mediainfo; sound by correlation with
 * the source's. --write puts the table into docs/results/media.md.
 */

export interface Cell {
  readonly codec: DeliveryCodec;
  readonly kind: SourceKind;
  readonly luma: string;
  /** Problems, by the tool that reports them. */
  readonly faults: readonly string[];
}

const SMALL = '320x192';
const HD = '1920x1080';
const PLANE = { width: 2, height: 2, samples: Int16Array.from({ length: 8 }, (_, index) => 256 * (index < 4 ? 12 : 18)) };
const AAC_SAMPLES = 1;

/** One cell: delivers and checks the file. */
export async function cellOf(codec: DeliveryCodec, source: { readonly kind: SourceKind; readonly clip: Clip; readonly path: string }, { tools, folder, mediainfo }: { readonly tools: FfmpegTools; readonly folder: string; readonly mediainfo: boolean }): Promise<Cell> {
  const { kind, clip } = source;
  const outPath = join(folder, `out-${codec}-${kind.depth}-${kind.range}${deliveryExtension(codec)}`);
  try {
    const plan = planDelivery({ clip, range: frameRange(CUT.first, CUT.last), codec, outPath, verify: 'every-frame', overwrite: true });
    const report = await deliver(plan, { tools, chromaAt: () => Promise.resolve(PLANE), threads: 0 });
    const written = isImageCodec(codec) ? join(outPath, (await readdir(outPath)).filter((name) => !name.startsWith('.')).toSorted()[0]!) : outPath;
    const faults: string[] = [];
    const check = (by: string, seen: SeenTags): void => {
      const expected = { ...(isImageCodec(codec) ? {} : { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: plan.format.range }), ...(codecRecord(codec).keepsTimecode ? { timecode: timecodeOf(clip, CUT.first) } : {}) };
      for (const [name, value] of Object.entries(expected)) {
        const found = seen[name as keyof SeenTags];
        if (found !== value) faults.push(found === undefined ? `${by}: ${name} not said` : `${by}: ${name} ${found} instead of ${value}`);
      }
    };
    check('ffprobe', await tagsByFfprobe(tools.ffprobePath, written));
    if (mediainfo) check('mediainfo', await tagsByMediainfo(written));
    if (!isImageCodec(codec)) {
      const from = Math.round((CUT.first * SAMPLE_RATE * RATE.den) / RATE.num);
      const lag = lagOf((await soundOf(tools.ffmpegPath, source.path)).subarray(from), await soundOf(tools.ffmpegPath, outPath));
      if (Math.abs(lag) > AAC_SAMPLES) faults.push(`sound ${lag} samples late`);
    }
    const { lumaCheck } = report;
    const luma = lumaCheck === null ? 'not checked' : lumaCheck.result === 'exact' ? 'exact' : `${lumaCheck.psnr?.toFixed(1) ?? '–'} dB`;
    return { codec, kind, luma, faults };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { codec, kind, luma: error.code === 'output.refused' ? 'refused' : 'failed', faults: [`${error.message} ${error.details ?? ''}`.replaceAll('\n', ' ').slice(0, 300)] };
  } finally {
    await rm(outPath, { recursive: true, force: true });
  }
}

export async function cellsOf(codecs: readonly DeliveryCodec[], kinds: readonly SourceKind[] = SOURCE_KINDS, told: (cell: Cell) => void = () => undefined): Promise<readonly Cell[]> {
  const tools = await locateFfmpeg({});
  const folder = await mkdtemp(join(tmpdir(), 'tintype-matrix-'));
  const mediainfo = await hasMediainfo();
  const cells: Cell[] = [];
  try {
    const sources = new Map<string, { readonly kind: SourceKind; readonly clip: Clip; readonly path: string }>();
    for (const codec of codecs) {
      if (encoderOf(codec, tools.encoders) === undefined) {
        const lacking = codecRecord(codec).encoders.map(({ name }) => name).join(', ');
        cells.push(...kinds.map((kind): Cell => ({ codec, kind, luma: `unsupported: this ffmpeg lacks ${lacking}`, faults: [] })));
        continue;
      }
      for (const kind of kinds) {
        const size = codecRecord(codec).family === 'DNxHD' ? HD : SMALL;
        const name = `${sourceName(kind)} ${size}`;
        const path = sources.get(name)?.path ?? await makeSource(tools.ffmpegPath, folder, { kind, size });
        const source = sources.get(name) ?? { kind, path, clip: withCoding(await probeClip(path, tools), { range: kind.range }) };
        sources.set(name, source);
        const cell = await cellOf(codec, source, { tools, folder, mediainfo });
        cells.push(cell);
        told(cell);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return cells;
}

/** One line a codec. */
export function matrixTable(cells: readonly Cell[]): string {
  const byCodec = Map.groupBy(cells, ({ codec }) => codec);
  const columns = SOURCE_KINDS.map(sourceName);
  const says = (all: readonly Cell[], pattern: RegExp): string => {
    const faults = [...new Set(all.flatMap(({ faults: each }) => each.filter((fault) => pattern.test(fault))))];
    return faults.length === 0 ? 'right' : faults.join('; ');
  };
  const rows = [...byCodec].map(([codec, all]) => {
    const record = codecRecord(codec);
    const luma = columns.map((column) => all.find(({ kind }) => sourceName(kind) === column)?.luma ?? '–');
    return [
      record.label, ...luma,
      isImageCodec(codec) ? 'images have none' : says(all, /^ffprobe: (?!timecode)/), isImageCodec(codec) ? 'images have none' : says(all, /^mediainfo: (?!timecode)/),
      record.keepsTimecode ? says(all, /: timecode/) : 'images have none', isImageCodec(codec) ? 'images have none' : says(all, /^sound/),
    ];
  });
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [line(['codec', ...columns, 'tags, ffprobe', 'tags, mediainfo', 'timecode', 'sound']), `|${'---|'.repeat(columns.length + 5)}`, ...rows.map(line)].join('\n');
}

const RESULTS = fileURLToPath(new URL('../docs/results/media.md', import.meta.url));

/** Replaces the text between two marks by a table. @throws Error when the page has no such marks */
export async function writeTable(name: string, table: string): Promise<void> {
  const page = await readFile(RESULTS, 'utf8');
  const [begin, end] = [`<!-- ${name}: made by scripts -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/results/media.md has no lines “${begin}” and “${end}”.`);
  await writeFile(RESULTS, `${page.slice(0, from + begin.length)}\n${table}\n${page.slice(to)}`);
}

if (import.meta.main) {
  const asked = process.argv.slice(2).filter((each) => !each.startsWith('--'));
  const codecs = DELIVERY_CODEC_NAMES.filter((codec) => asked.length === 0 || asked.includes(codec));
  if (!(await hasMediainfo())) console.error('mediainfo is not there (Debian: apt-get install mediainfo); its column stays “right” without having been looked at.');
  const cells = await cellsOf(codecs, SOURCE_KINDS, ({ codec, kind, luma, faults }) => { console.log(`${codec} ${sourceName(kind)}: ${luma}${faults.length === 0 ? '' : `  ${faults.join('; ')}`}`); });
  const table = matrixTable(cells);
  console.log(table);
  if (process.argv.includes('--write')) await writeTable('codec matrix', table);
}
