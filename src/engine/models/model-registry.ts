import { createHash } from 'node:crypto';
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../shared/errors/parse.ts';
import { byAnyProvider, unmarked } from './any-provider.ts';
import type { InstalledModel } from './installed-model.ts';
import { ModelManifest, type ManifestGraph, type ModelTask } from './manifest.ts';
import { manifestDifferences } from './signature.ts';

/** A folder that holds a manifest which cannot be used, and why. The other models are not touched by it. */
interface ModelProblem {
  readonly directory: string;
  readonly error: AppError;
}

/** What has come and what has gone since the folders were read before; a model of another version is both. */
export interface ModelChanges {
  readonly added: readonly InstalledModel[];
  readonly removed: readonly InstalledModel[];
}

export interface ModelRegistry {
  /** As they lie on the disk: run by the CPU. */
  readonly models: readonly InstalledModel[];
  readonly problems: readonly ModelProblem[];
  /** Also by the id of its `byAnyProvider`. @throws AppError `model.missing` */
  get(id: string): InstalledModel;
  /**
   * The model for a task: the preferred one when it is installed for that task, else the first found that is not kept for older shots alone and
   * that no other supersedes, `byAnyProvider` where the machine's present choice of a provider wants that.
   * @throws AppError `model.missing`, or the problem of the only model there is.
   */
  forTask(task: ModelTask, preferredId?: string): InstalledModel;
  /** The model for a task that a document has recorded by its manifest's id and version; `undefined` when it is not installed any more. */
  recorded(task: ModelTask, version: { readonly id: string; readonly version: string }): InstalledModel | undefined;
  /**
   * Path of a graph whose file is there and has the manifest's SHA-256; checked once.
   * @throws AppError `model.missing`, `model.hashMismatch`, `model.signatureMismatch` (no such graph)
   */
  checkedGraph(id: string, graph: string): Promise<{ readonly path: string; readonly graph: ManifestGraph }>;
  /** Reads the folders again. Models that have not changed stay the same objects. @throws AppError `file.unreadable`; the models then stay as they were */
  refresh(): Promise<ModelChanges>;
}

interface RegistryOptions {
  /** Whether new work is for any provider, by the present choice; the CPU alone when left out. */
  readonly anyProvider?: () => boolean;
}

/**
 * Reads `manifest.json` in every folder of the given directories; a directory that does not exist holds no models. Of two
 * models with one id the first counts, so that a user's folder, given last, cannot take the place of a shipped model unseen.
 */
export async function openModelRegistry(directories: readonly string[], options: RegistryOptions = {}): Promise<ModelRegistry> {
  return createRegistry(await readModels(directories), (known) => readModels(directories, known), options);
}

interface FoundModels {
  readonly models: readonly InstalledModel[];
  readonly problems: readonly ModelProblem[];
}

/** @param known models of an earlier reading */
async function readModels(directories: readonly string[], known: readonly InstalledModel[] = []): Promise<FoundModels> {
  const models: InstalledModel[] = [];
  const problems: ModelProblem[] = [];
  for (const directory of (await Promise.all(directories.map(modelFolders))).flat()) {
    try {
      const model = await readModel(directory);
      if (model === undefined) continue;
      const same = models.find((each) => each.id === model.id);
      if (same !== undefined) throw new AppError('input.malformed', `The model in ${directory} has the id "${model.id}" of the one in ${same.directory}, so it is not used.`);
      models.push(model, ...earlierVersions(model));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      problems.push({ directory, error });
    }
  }
  return { models: models.map((model) => known.find((each) => isDeepStrictEqual(each, model)) ?? model), problems };
}

function createRegistry(opened: FoundModels, read: (known: readonly InstalledModel[]) => Promise<FoundModels>, { anyProvider = () => false }: RegistryOptions): ModelRegistry {
  let found = opened;
  /** By hash and path: a model of the same name may come later. */
  const checked = new Map<string, Promise<string>>();
  /** One reading after another, so that an answer is never of before the request. */
  let last: Promise<unknown> = Promise.resolve();

  /** The model whose name is `given`, with or without the mark of any provider. */
  function named(nameOf: (model: InstalledModel) => string, given: string, isMeant: (model: InstalledModel) => boolean = () => true): InstalledModel | undefined {
    const { text, anyProvider: marked } = unmarked(given);
    const model = found.models.find((each) => isMeant(each) && nameOf(each) === text);
    return model === undefined || !marked ? model : byAnyProvider(model);
  }

  function get(id: string): InstalledModel {
    const model = named((each) => each.id, id);
    if (model === undefined) throw new AppError('model.missing', `The model "${id}" is not installed.`, { details: listing(found) });
    return model;
  }

  return {
    get models() { return found.models; },
    get problems() { return found.problems; },
    get,
    forTask(task, preferredId) {
      const { models, problems } = found;
      const able = models.filter((each) => each.task === task && !each.manifest.kept);
      const preferred = preferredId === undefined ? undefined : named((each) => each.id, preferredId, (each) => each.task === task);
      if (preferred !== undefined) return preferred;
      const model = able.find((each) => !able.some((other) => supersedes(other, each)));
      if (model !== undefined) return anyProvider() && task !== 'automatic' ? byAnyProvider(model) : model;
      if (problems.length === 1) throw problems[0]!.error;
      throw new AppError('model.missing', `No model that can ${task} is installed.`, { details: listing(found) });
    },
    recorded: (task, { id, version }) => named(({ manifest }) => manifest.version, version, (each) => each.task === task && each.manifest.id === id),
    async checkedGraph(id, name) {
      const { manifest, directory } = get(id);
      const graph = manifest.graphs[name];
      if (graph === undefined) throw new AppError('model.signatureMismatch', `The model "${id}" has no graph "${name}".`);
      const file = path.join(directory, graph.file);
      const known = `${graph.sha256} ${file}`;
      let check = checked.get(known);
      if (check === undefined) {
        check = checkFile(id, file, graph.sha256);
        checked.set(known, check);
        // A file that was put right is looked at again; the rejection itself reaches the one who waits below.
        check.catch(() => checked.delete(known));
      }
      return { path: await check, graph };
    },
    refresh() {
      const reading = last.then(async (): Promise<ModelChanges> => {
        const before = found.models;
        found = await read(before);
        return { added: found.models.filter((each) => !before.includes(each)), removed: before.filter((each) => !found.models.includes(each)) };
      });
      last = reading.catch(() => undefined);
      return reading;
    },
  };
}

/** Models of one folder alone, so that a user's model cannot silently replace a shipped one. */
function supersedes(model: InstalledModel, other: InstalledModel): boolean {
  return model.manifest.supersedes.includes(other.manifest.id) && path.dirname(model.directory) === path.dirname(other.directory);
}

async function modelFolders(directory: string): Promise<readonly string[]> {
  let entries: readonly Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw new AppError('file.unreadable', `The model folder ${directory} cannot be read.`, { cause: error });
  }
  // One that is being added or removed has a name that begins with a point.
  return entries.filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink())).map((entry) => path.join(directory, entry.name)).sort();
}

async function readModel(directory: string): Promise<InstalledModel | undefined> {
  const file = path.join(directory, 'manifest.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new AppError('file.unreadable', `${file} cannot be read.`, { cause: error });
  }
  const manifest = parseJsonInput(ModelManifest, text, file);
  const wrong = manifestDifferences(manifest);
  if (wrong.length > 0) throw new AppError('model.signatureMismatch', `The model "${manifest.id}" cannot ${manifest.task}: ${wrong[0]!}.`, { details: wrong.join('\n') });
  return { id: manifest.kept ? ofVersion(manifest) : manifest.id, version: versionOf(manifest), task: manifest.task, manifest, directory, anyProvider: false };
}

/** Each as a model of its own, behind the present one. */
function earlierVersions({ manifest, task, directory }: InstalledModel): readonly InstalledModel[] {
  return manifest.earlier.map((each) => {
    const graphs = Object.fromEntries(Object.entries(manifest.graphs).filter(([name]) => each.graphs.includes(name)));
    const earlier = { ...manifest, ...each, graphs, earlier: [] };
    return { id: ofVersion(earlier), version: versionOf(earlier), task, manifest: earlier, directory, anyProvider: false };
  });
}

/** Id of a version that is not the present one. */
function ofVersion({ id, version }: ModelManifest): string {
  return `${id}@${version}`;
}

function versionOf(manifest: ModelManifest): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(manifest.graphs).sort()) hash.update(`${name} ${manifest.graphs[name]!.sha256}\n`);
  return `${manifest.version}+${hash.digest('hex').slice(0, 12)}`;
}

async function checkFile(id: string, file: string, sha256: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    if (isMissing(error)) throw new AppError('model.missing', `The file ${file} of the model "${id}" is missing.`, { cause: error });
    throw new AppError('file.unreadable', `The file ${file} of the model "${id}" cannot be read.`, { cause: error });
  }
  const found = hash.digest('hex');
  if (found !== sha256) throw new AppError('model.hashMismatch', `The file ${file} of the model "${id}" is not the one its manifest names.`, { details: `SHA-256 expected ${sha256}, found ${found}` });
  return file;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function listing({ models, problems }: FoundModels): string {
  return [...models.map((each) => `installed: ${each.id} (${each.task}) in ${each.directory}`), ...problems.map((each) => `not usable: ${each.error.message}`)].join('\n');
}
