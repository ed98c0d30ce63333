import { readdir, readFile, stat } from 'node:fs/promises';
import { availableParallelism, homedir } from 'node:os';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DirectoryEntry, DoctorFinding } from '../shared/contract/system.ts';
import { Licences } from '../shared/contract/licences.ts';
import { counted } from '../shared/counted.ts';
import { AppError } from '../shared/errors/app-error.ts';
import { EDIT_LIST_EXTENSIONS, mediaKind } from '../shared/model/media-files.ts';
import { providerText, type ProviderStatus } from '../shared/model/provider.ts';
import { VERSION } from '../shared/version.ts';
import { codecRecord, DELIVERY_CODEC_NAMES } from '../shared/model/delivery-codecs.ts';
import type { CacheMove } from './cache-place.ts';
import type { Engine } from './engine.ts';
import { providerRecord } from './models/index.ts';

/** Encoders that deliveries are made with, and what goes without them. */
const NEEDED_ENCODERS = [...new Map(DELIVERY_CODEC_NAMES.flatMap((codec) => {
  const { encoders, family, sound } = codecRecord(codec);
  return [[family, encoders.map(({ name }) => name)], ...(sound === undefined ? [] : [[`${sound.encoder.toUpperCase()} sound`, [sound.encoder]]])] as [string, readonly string[]][];
})).entries()];

export async function about(engine: Engine): Promise<{ version: string; provider: string; threads: number; ffmpeg: string; cacheBytes: number; cacheBudgetBytes: number; models: { id: string; version: string; task: string }[] }> {
  const tools = await engine.tools().catch((error: unknown) => error);
  return {
    version: VERSION,
    provider: providerRecord(engine.providers.inUse()).name,
    threads: engine.threads().count,
    ffmpeg: tools instanceof Error ? tools.message : (tools as Awaited<ReturnType<Engine['tools']>>).version,
    cacheBytes: engine.services.store.usage().bytes,
    cacheBudgetBytes: engine.services.store.usage().budget,
    models: engine.registry.models.map(({ manifest: { id, version, task } }) => ({ id, version, task })),
  };
}

/** The folder of derived data. */
export async function cacheFacts(engine: Engine): Promise<{ folder: string; fixedBy: string | null; problem: string | null; freeBytes: number; bytes: number; budgetBytes: number; moving: CacheMove | null }> {
  const { cache, services: { store } } = engine;
  const { bytes, budget } = store.usage();
  return { folder: cache.folder(), fixedBy: cache.fixedBy ?? null, problem: cache.problem ?? null, freeBytes: await cache.freeBytes(), bytes, budgetBytes: budget, moving: cache.moving() ?? null };
}

export function threadFacts(engine: Engine): { count: number; cores: number; isSet: boolean; isFixed: boolean } {
  const { count, isAsked, isFixed } = engine.threads();
  return { count, cores: availableParallelism(), isSet: isAsked, isFixed };
}

/** The installed tools, and advice for the missing ones. */
export async function doctor(engine: Engine): Promise<DoctorFinding[]> {
  return [
    { subject: 'Node', state: Number(process.versions.node.split('.')[0]) >= 24 ? 'good' : 'bad', text: process.versions.node },
    ...(await ffmpegFindings(engine)),
    ...(await modelFindings(engine)),
    ...engine.providers.statuses().map(providerFinding),
    threadFinding(engine.threads()),
    { subject: 'cache', state: engine.cache.problem === undefined ? 'good' : 'warning', text: engine.cache.problem ?? cacheText(engine) },
    { subject: 'data', state: 'good', text: engine.directories.data },
  ];
}

async function ffmpegFindings(engine: Engine): Promise<DoctorFinding[]> {
  try {
    const tools = await engine.tools();
    const missing = NEEDED_ENCODERS.filter(([, names]) => !names.some((name) => tools.encoders.has(name)));
    return [
      { subject: 'ffmpeg', state: 'good', text: `${tools.version} at ${tools.ffmpegPath} (found by ${tools.foundBy})` },
      missing.length === 0
        ? { subject: 'encoders', state: 'good', text: NEEDED_ENCODERS.map(([words]) => words).join(', ') }
        : { subject: 'encoders', state: 'warning', text: `this ffmpeg cannot write ${missing.map(([words, names]) => `${words} (${names.join(' or ')})`).join(', ')}.`, advice: 'Another build of ffmpeg can be named by FFMPEG_BIN.' },
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [{ subject: 'ffmpeg', state: 'bad', text: error.message }];
  }
}

async function modelFindings(engine: Engine): Promise<DoctorFinding[]> {
  const problems = engine.registry.problems.map(({ directory, error }): DoctorFinding => ({ subject: directory, state: 'warning', text: error.message }));
  return [...problems, ...await Promise.all(engine.registry.models.map(async ({ id: installed, manifest: { id, version, task, graphs, kept } }): Promise<DoctorFinding> => {
    try {
      for (const graph of Object.keys(graphs)) await engine.registry.checkedGraph(installed, graph);
      return { subject: id, state: 'good', text: `version ${version}, for ${kept ? 'shots coloured with it' : task}` };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { subject: id, state: 'bad', text: error.message };
    }
  }))];
}

/** One that does not work is no fault of the machine: the CPU does the work. */
function providerFinding(status: ProviderStatus): DoctorFinding {
  return { subject: `provider ${status.name}`, state: status.state === 'failed' ? 'warning' : 'good', text: providerText(status) };
}

function threadFinding({ count, isAsked, measured }: ReturnType<Engine['threads']>): DoctorFinding {
  const cores = availableParallelism();
  const text = isAsked ? 'as set' : measured === undefined ? 'one a core; not measured' : `measured: ${measured.map(({ threads, framesPerSecond }) => `${threads} → ${framesPerSecond.toFixed(2)}`).join(', ')} frames/s`;
  return { subject: 'threads', state: 'good', text: `${count} of ${counted(cores, 'core')} (${text})` };
}

/** A folder for the studio's file window, which no desktop dialog can show. @throws AppError `file.missing`, `file.unreadable` */
export async function listDirectory(path: string | undefined): Promise<{ path: string; parent: string | null; entries: DirectoryEntry[] }> {
  const directory = resolve(path ?? homedir());
  const found = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    throw new AppError(missing ? 'file.missing' : 'file.unreadable', missing ? `There is no folder ${directory}.` : `The folder ${directory} cannot be read.`, { cause: error });
  });
  const entries = await Promise.all(found.filter((entry) => !entry.name.startsWith('.')).map(async (entry): Promise<DirectoryEntry> => {
    const full = join(directory, entry.name);
    // A link may lead nowhere; it is then listed without a size.
    const stats = await stat(full).catch(() => undefined);
    return { name: entry.name, path: full, kind: stats?.isDirectory() === true ? 'directory' : fileKind(entry.name), bytes: stats?.isFile() === true ? stats.size : null };
  }));
  const parent = dirname(directory);
  return { path: directory, parent: parent === directory ? null : parent, entries: entries.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true })) };
}

function rank(entry: DirectoryEntry): number {
  return entry.kind === 'directory' ? 0 : 1;
}

/** Whether a file is taken for a film by its name. */
export function isClipName(name: string): boolean {
  return mediaKind(name) === 'movie';
}

function fileKind(name: string): DirectoryEntry['kind'] {
  const extension = extname(name).toLowerCase();
  if (extension === '.tintype') return 'project';
  if (EDIT_LIST_EXTENSIONS.includes(extension)) return 'editList';
  if (isClipName(name)) return 'movie';
  return mediaKind(name) === 'image' ? 'image' : 'other';
}

/** What `scripts/licences.ts` has collected. */
export async function licences(): Promise<Licences> {
  return Licences.parse(JSON.parse(await readFile(fileURLToPath(new URL('../../resources/licences.json', import.meta.url)), 'utf8')));
}

/** A page of the guide that is shipped with the program. @throws AppError `file.missing` */
export async function guidePage(page: string): Promise<{ text: string }> {
  const path = fileURLToPath(new URL(`../../docs/guide/${page}.md`, import.meta.url));
  return { text: await readFile(path, 'utf8').catch((error: unknown) => { throw new AppError('file.missing', `The guide has no page “${page}”.`, { cause: error }); }) };
}

/** The sample film that is shipped with the program. */
export const SAMPLE_FILM = fileURLToPath(new URL('../../resources/sample/sample.mov', import.meta.url));

function cacheText(engine: Engine): string {
  const { bytes, budget } = engine.services.store.usage();
  return `${engine.cache.folder()} (${inMebibytes(bytes)} of at most ${inMebibytes(budget)})`;
}

function inMebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
