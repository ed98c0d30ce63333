import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { KeptQuality, QualityEntry, type QualityFigures } from '../../../shared/contract/quality.ts';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { type QualityFrame, QualityReport } from '../../../shared/model/quality-report.ts';
import { worstFrames } from '../../../shared/model/quality-worst.ts';
import { writePrivateFile } from '../../artefacts/index.ts';
import { plainHash } from './quality-inputs.ts';

/** Reports that are kept for the window to show. */
const MOST_KEPT = 200;

/** Beside each report, so that a list needs not read them. */
const KeptEntry = QualityEntry.extend({ content: z.string() });
type KeptEntry = z.infer<typeof KeptEntry>;

/** The worst frames of a delivered film, as the window shows them. */
const Pictures = KeptQuality.shape.pictures;

interface NewReport {
  readonly report: QualityReport;
  readonly page: string | null;
  readonly madeAt: string;
  /** A small JPEG of a delivered frame. */
  readonly pictureOf: (frame: number) => Promise<Uint8Array>;
}

/** Stores a report in the data folder, in place of an older one of the same file. */
export async function keepReport(dataFolder: string, clip: Clip, { report, page, madeAt, pictureOf }: NewReport): Promise<QualityEntry> {
  const folder = folderOf(dataFolder);
  const id = createHash('sha256').update(JSON.stringify([plainHash(clip), resolve(report.delivered)])).digest('hex').slice(0, 32);
  const entry: QualityEntry = { id, delivered: report.delivered, page, madeAt, frames: report.frameCount, findings: report.findings.length };
  const pictures: z.infer<typeof Pictures> = [];
  for (const frame of new Set(worstFrames(figuresOf(report.frames)).map((each) => each.frame))) pictures.push({ frame, jpeg: Buffer.from(await pictureOf(frame)).toString('base64') });
  writePrivateFile(join(folder, `${id}.report`), JSON.stringify(report));
  writePrivateFile(join(folder, `${id}.pictures`), JSON.stringify(pictures));
  writePrivateFile(join(folder, `${id}.json`), JSON.stringify({ ...entry, content: plainHash(clip) } satisfies KeptEntry));
  await forgetOldest(folder);
  return entry;
}

/** Reports of a clip, newest first. */
export async function keptReports(dataFolder: string, clip: Clip): Promise<QualityEntry[]> {
  const folder = folderOf(dataFolder);
  const entries = await Promise.all((await namesOf(folder)).map((name) => readEntry(join(folder, name))));
  return entries.filter((each) => each !== undefined).filter((each) => each.content === plainHash(clip))
    .map((each) => QualityEntry.parse(each)).toSorted((a, b) => b.madeAt.localeCompare(a.madeAt));
}

/** @param clips of the open project. @throws AppError `file.missing` when it is not kept any more */
export async function keptQuality(dataFolder: string, id: string, clips: readonly Clip[]): Promise<KeptQuality> {
  const { entry, content, report: { frames, ...report } } = await readReport(dataFolder, id);
  return { entry, clipIds: clips.filter((clip) => plainHash(clip) === content).map((clip) => clip.id), report, figures: figuresOf(frames), pictures: await readPictures(`${join(folderOf(dataFolder), id)}.pictures`) };
}

/** @throws AppError `file.missing` when it is not kept any more */
export async function readReport(dataFolder: string, id: string): Promise<{ readonly entry: QualityEntry; readonly content: string; readonly report: QualityReport }> {
  const path = join(folderOf(dataFolder), id);
  const entry = await readEntry(`${path}.json`);
  const text = await readFile(`${path}.report`, 'utf8').catch(() => undefined);
  if (entry === undefined || text === undefined) throw new AppError('file.missing', 'This quality report no longer exists. Check the file again.');
  return { entry: QualityEntry.parse(entry), content: entry.content, report: QualityReport.parse(JSON.parse(text)) };
}

async function readPictures(path: string): Promise<z.infer<typeof Pictures>> {
  try {
    return Pictures.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return []; // a report that was made before there were pictures
  }
}

/** Figures of a report as the window has them. */
export function figuresOf(frames: readonly QualityFrame[]): QualityFigures {
  const of = (read: (frame: QualityFrame) => number): number[] => frames.map((frame) => rounded(read(frame)));
  const some = (read: (frame: QualityFrame) => number | null): (number | null)[] => frames.map((frame) => {
    const value = read(frame);
    return value === null ? null : rounded(value);
  });
  return {
    sourceFrame: frames.map(({ sourceFrame }) => sourceFrame),
    chroma: of(({ chroma }) => chroma), coverage: of(({ coverage }) => coverage), outOfGamut: of(({ outOfGamut }) => outOfGamut),
    lumaMax: of(({ lumaMax }) => lumaMax), lumaMean: of(({ lumaMean }) => lumaMean),
    flicker: some(({ flicker }) => flicker), sourceFlicker: some(({ sourceFlicker }) => sourceFlicker), skinDeviation: some(({ skinDeviation }) => skinDeviation),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function folderOf(dataFolder: string): string {
  return join(dataFolder, 'quality');
}

async function namesOf(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
}

async function readEntry(path: string): Promise<KeptEntry | undefined> {
  try {
    return KeptEntry.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined; // not there, or of another form: no report that can be shown
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await namesOf(folder);
  if (names.length <= MOST_KEPT) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, mtimeMs: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })));
  for (const { name } of dated.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_KEPT)) {
    await rm(join(folder, name), { force: true });
    for (const ending of ['report', 'pictures']) await rm(join(folder, name.replace(/json$/, ending)), { force: true });
  }
}
