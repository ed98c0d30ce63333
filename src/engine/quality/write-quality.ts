import { open, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { csvText } from '../../shared/csv-text.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { QualityFrame, QualityReport } from '../../shared/model/quality-report.ts';
import { type OutputOptions, type OutputTarget, writeOutput } from '../artefacts/index.ts';
import { type FfmpegTools, readColourJpeg, sourceFiles } from '../media/index.ts';
import { PAGE_MARK, qualityPage, type SheetPicture } from './quality-page.ts';

/** Frames on the contact sheet of a page. */
const MOST_PICTURES = 12;
const PICTURE_WIDTH = 320;
const PAGE_ENDINGS = ['.html', '.htm'];

const FRAME_COLUMNS = ['frame', 'sourceFrame', 'chroma', 'coverage', 'outOfGamut', 'flicker', 'sourceFlicker', 'skinDeviation', 'lumaDiffering', 'lumaMean', 'lumaMax'] as const satisfies readonly (keyof QualityFrame)[];

interface WriteQualityOptions {
  readonly delivered: Clip;
  readonly source: Clip;
  readonly tools: FfmpegTools;
  readonly overwrite: boolean;
  /** Files, besides the two, that are never written over. */
  readonly protect?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a report in the form that the name's ending says: `.html` (a page of its own), `.json` (all of it), `.csv` (a line a frame).
 * @throws AppError `output.*`, `file.exists`, `file.notWritable`, `disk.full`
 */
export async function writeQuality(path: string, report: QualityReport, options: WriteQualityOptions): Promise<void> {
  const text = await textOf(path, report, options);
  await writeOutput(path, qualityOptions(path, options), (scratch) => writeFile(scratch, text));
}

/** The output of a report. @throws AppError `output.name` for another ending */
export function qualityOptions(path: string, { delivered, source, overwrite, protect = [] }: Pick<WriteQualityOptions, 'delivered' | 'source' | 'overwrite' | 'protect'>): OutputOptions {
  assertQualityPath(path);
  return { kind: 'file', overwrite, endings: PAGE_ENDINGS.includes(extname(path).toLowerCase()) ? PAGE_ENDINGS : [extname(path).toLowerCase()], sources: [...sourceFiles(delivered), ...sourceFiles(source), ...protect] };
}

/** The page of a delivered file or folder lies beside it, under its whole name: one shot may be delivered in several codecs. */
export function qualityPagePath(delivered: string): string {
  return `${delivered}.qc.html`;
}

/**
 * The place of the page beside a file that is to be delivered. A page that Tintype wrote there is that of an older file of the name, and
 * may be replaced.
 */
export async function qualityPageTarget(delivered: string, { overwrite, sources = [] }: Pick<OutputOptions, 'overwrite' | 'sources'>): Promise<OutputTarget> {
  const given = qualityPagePath(delivered);
  return { given, options: { kind: 'file', endings: PAGE_ENDINGS, overwrite: overwrite || (await isOurPage(given)), sources } };
}

const HEAD_BYTES = 512;

async function isOurPage(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).toString('utf8').includes(PAGE_MARK);
  } catch {
    return false; // a folder, or unreadable: the check of the target reports which
  } finally {
    await file.close();
  }
}

/** @throws AppError `output.name` for another ending */
export function assertQualityPath(path: string): void {
  if (![...PAGE_ENDINGS, '.json', '.csv'].includes(extname(path).toLowerCase())) throw new AppError('output.name', `"${path}" has no known extension: a report is written as .html, .json or .csv.`);
}

async function textOf(path: string, report: QualityReport, options: { readonly delivered: Clip; readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<string> {
  assertQualityPath(path);
  switch (extname(path).toLowerCase()) {
    case '.json': return `${JSON.stringify(report, undefined, 1)}\n`;
    case '.csv': return framesCsv(report);
    default: return qualityPage(report, await pictures(report, options));
  }
}

/** Figures of each delivered frame, a line a frame. */
export function framesCsv({ frames }: Pick<QualityReport, 'frames'>): string {
  return csvText([FRAME_COLUMNS, ...frames.map((frame) => FRAME_COLUMNS.map((column) => rounded(frame[column])))]);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(6));
}

/** Frames of findings first, the worst of each; then those that flicker most. */
async function pictures(report: QualityReport, { delivered, tools, signal }: { readonly delivered: Clip; readonly tools: FfmpegTools; readonly signal?: AbortSignal | undefined }): Promise<readonly SheetPicture[]> {
  const captions = new Map<number, string>();
  for (const { frames, sentence } of report.findings) {
    if (frames !== undefined && !captions.has(frames.first)) captions.set(frames.first, sentence);
  }
  for (const { frame, flicker } of report.frames.toSorted((a, b) => (b.flicker ?? 0) - (a.flicker ?? 0))) {
    if (captions.size >= MOST_PICTURES) break;
    const isFound = report.findings.some(({ frames }) => frames !== undefined && frame >= frames.first - 1 && frame <= frames.last + 1);
    if (!isFound) captions.set(frame, `flicker ${(flicker ?? 0).toFixed(2)}`);
  }
  const sheet: SheetPicture[] = [];
  for (const [frame, caption] of [...captions].slice(0, MOST_PICTURES)) {
    sheet.push({ frame, caption, jpeg: await readColourJpeg(delivered, frame, tools, { width: PICTURE_WIDTH, signal }) });
  }
  return sheet;
}
