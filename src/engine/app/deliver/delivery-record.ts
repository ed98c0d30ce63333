import { createHash } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { DeliveryReport } from '../../../shared/model/delivery-report.ts';
import { FrameRange } from '../../../shared/model/frame.ts';
import { type ArtefactKey, isPublishing } from '../../artefacts/index.ts';
import { FileMade } from './file-made.ts';
import { clipDeliveries, type DeliverParams } from './delivery-files.ts';

/** Number of deliveries whose reports are kept. */
const MOST_KEPT = 200;
const ENDED = 'ended';

/** Stamp of a file that a delivery has written. */
const Print = z.object({ size: z.number(), mtimeMs: z.number(), ino: z.number() });
const FinishedFile = z.object({ outPath: z.string(), print: Print, report: DeliveryReport });
/** What decided a finished file: `looksOf` its range for its colour, and the rest; earlier versions have not kept that. `content` names that of its clip. */
const FileLooks = z.object({ content: z.string(), range: FrameRange, looks: z.string(), made: FileMade.optional() });
type FileLooks = z.infer<typeof FileLooks>;
/** Thousands of lines are read of which few are held against a file: the rest of `made` is parsed there. */
const LooksLine = FileLooks.extend({ outPath: z.string(), print: Print, at: z.string(), made: z.looseObject({ codec: z.string() }).optional() });
export type LooksLine = z.infer<typeof LooksLine>;
/** Lines between two looks at what else is to be done. */
const AT_A_TIME = 200;
const LOOKS = 'looks.jsonl';
/** Deliveries whose looks are read: the last ones. */
const MOST_LOOKED_AT = 40;

/**
 * Finished files of a delivery, recorded in the program's data folder. A stopped delivery resumes after the last file that it wrote itself;
 * other files at those places do not count. The full reports are kept for the window.
 */
export interface DeliveryRecord {
  readonly id: string;
  /** To be called before the first file is written: removes the record of an equal delivery that is complete. */
  begin(): Promise<void>;
  /** The report of a file that this delivery has finished and that is unchanged since. */
  finished(index: number, outPath: string): Promise<DeliveryReport | undefined>;
  /** Records a file before it is renamed: a rename keeps its inode, size and time, so the published file is recognised by them. */
  add(index: number, file: { readonly outPath: string; readonly scratch: string; readonly report: DeliveryReport; readonly looks?: FileLooks }): Promise<void>;
  /** To be called when all files are written: the next equal delivery starts from the beginning. */
  end(): Promise<void>;
}

/** Equal for deliveries that would write the same bits to the same places. */
export function deliveryId(params: DeliverParams, colours: readonly ArtefactKey[], uncoloured: readonly number[]): string {
  const { files, codec, settings, tags, overwrite } = params;
  const [first, ...more] = clipDeliveries(params).map(({ clip, document, files: own }) => ({
    content: clip.contentHash, source: clip.source, deinterlace: clip.deinterlace ?? false, coding: clip.coding,
    shots: document.shots.map(({ range, transitionIn, layers, masks }) => ({ range, transitionIn, layers, masks })),
    files: own.map(({ range, outPath }) => ({ range, outPath })),
  }));
  // One clip has the id that versions gave which delivered one alone, so what they have begun is resumed.
  const { content, source, deinterlace, coding, shots, files: own } = first!;
  const what = { version: 1, content, source, deinterlace, files: own, codec, settings, tags, coding, overwrite, shots, colours, uncoloured, ...(more.length === 0 ? {} : { more, order: files.map(({ outPath }) => outPath) }) };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 32);
}

/**
 * @param directory the program's data folder
 * @param request id of the request: after a kill between the last file and the end of the job, the resumed job finds all files finished
 */
export function openDeliveryRecord(directory: string, id: string, request = ''): DeliveryRecord {
  const folder = join(directory, 'deliveries', id);
  const hasEnded = async (): Promise<boolean> => {
    const by = await readFile(join(folder, ENDED), 'utf8').catch(() => undefined);
    return by !== undefined && (by === '' || by !== request);
  };
  const pathOf = (index: number): string => join(folder, `${index}.json`);
  return {
    id,
    async begin() {
      if (await hasEnded()) await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    async finished(index, outPath) {
      if (await hasEnded()) return undefined;
      const file = await readFinished(pathOf(index));
      if (file?.outPath !== outPath) return undefined;
      const print = await printOf(outPath);
      return print !== undefined && JSON.stringify(print) === JSON.stringify(file.print) ? file.report : undefined;
    },
    async add(index, { outPath, scratch, report, looks }) {
      const print = await printOf(scratch);
      if (print === undefined) return;
      await writeWhole(pathOf(index), JSON.stringify({ outPath, print, report } satisfies z.infer<typeof FinishedFile>));
      if (looks !== undefined) await appendFile(join(folder, LOOKS), `${JSON.stringify({ ...looks, outPath, print, at: new Date().toISOString() } satisfies z.infer<typeof LooksLine>)}\n`, { mode: 0o600 });
    },
    async end() {
      await writeWhole(join(folder, ENDED), request);
      await forgetOldest(join(directory, 'deliveries'));
    },
  };
}

/** The full reports of a delivery, in the order of its files; empty when they are no longer kept. */
export async function readDeliveryReports(directory: string, id: string): Promise<DeliveryReport[]> {
  const folder = join(directory, 'deliveries', id);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const files = await Promise.all(names.map((name) => readFinished(join(folder, name))));
  return files.flatMap((file) => (file === undefined ? [] : [file.report]));
}

/** Files of the last deliveries, of clips with these contents, that still stand as they were written, with what decided them; the last written first. Calls of a window are answered between. */
export async function deliveredLooks(directory: string, contents: ReadonlySet<string>): Promise<readonly LooksLine[]> {
  const root = join(directory, 'deliveries');
  const names = await readdir(root).catch(() => []);
  const files = await Promise.all(names.map(async (name) => ({ path: join(root, name, LOOKS), mtimeMs: (await stat(join(root, name, LOOKS)).catch(() => undefined))?.mtimeMs })));
  const last = files.flatMap(({ path, mtimeMs }) => (mtimeMs === undefined ? [] : [{ path, mtimeMs }])).toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(0, MOST_LOOKED_AT);
  const texts = (await Promise.all(last.map(({ path }) => readFile(path, 'utf8').catch(() => '')))).flatMap((text) => text.split('\n'));
  const lines: LooksLine[] = [];
  for (const [index, text] of texts.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
    const line = readLooks(text);
    if (line !== undefined && contents.has(line.content)) lines.push(line);
  }
  const standing = await Promise.all(lines.map(async (line) => JSON.stringify(await printOf(line.outPath)) === JSON.stringify(line.print)));
  return lines.filter((_line, index) => standing[index]).toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

function readLooks(line: string): LooksLine | undefined {
  try {
    return LooksLine.parse(JSON.parse(line));
  } catch {
    return undefined; // the end of the file, or a line that was cut off by a kill
  }
}

async function readFinished(path: string): Promise<z.infer<typeof FinishedFile> | undefined> {
  try {
    return FinishedFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined; // missing or incomplete: the file is written again
  }
}

/** For a folder of images, the last image, since it is published last. */
async function printOf(path: string): Promise<z.infer<typeof Print> | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  const last = info.isDirectory() ? (await readdir(path)).filter((name) => !name.startsWith('.')).toSorted().at(-1) : undefined;
  if (info.isDirectory() && (last === undefined || (await isPublishing(path)))) return undefined;
  const { size, mtimeMs, ino } = last === undefined ? info : await stat(join(path, last));
  return { size, mtimeMs, ino };
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, text, { mode: 0o600 });
  await rename(partial, path);
}

async function forgetOldest(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length <= MOST_KEPT) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, mtimeMs: (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0 })));
  for (const { name } of dated.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_KEPT)) await rm(join(folder, name), { recursive: true, force: true });
}
