import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { INFERENCE_PROCESS } from '../inference-process-path.ts';
import { startInferenceWorker } from '../inference-worker.ts';
import type { GraphValues, ModelManifest } from '../manifest.ts';
import { type InferenceClient, inferenceThreads } from '../inference-client.ts';
import type { InstalledModel } from '../installed-model.ts';
import type { ModelRegistry } from '../model-registry.ts';
import { AUTOMATIC_GRAPH, type StatedValue } from '../signature.ts';
import { automaticAb } from './automatic-colour.ts';
import { modelSize } from './picture-tensors.ts';
import { onnxMetadata, statedLicence } from './onnx-metadata.ts';
import { type GraphOnTrial, type StatedForm, detectForm, type DetectedForm } from './detect-form.ts';
import { trialPicture } from './trial-picture.ts';

interface AddModelRequest {
  /** The ONNX file. */
  readonly file: string;
  /** Letters, digits, `-`, `_` and `.`; from the file's name when left out. */
  readonly id?: string;
  readonly said: StatedForm;
  /** As the user states it; otherwise as the file's metadata do. */
  readonly licence?: string;
}

export interface AddedModel extends Pick<DetectedForm, 'assumed'> {
  readonly manifest: ModelManifest;
  readonly directory: string;
}

const NO_LICENCE = 'not stated';
const GRAPH_FILE = 'model.onnx';

/**
 * Copies a model for automatic colour into a folder of its own below `models`, when its form was told and it ran. Nothing is left of one that is refused.
 * @param models the folder of brought models
 * @throws AppError `file.missing`, `file.exists` (id taken), `input.malformed` (id), `model.signatureMismatch` with the difference, `inference.*`
 */
export async function addModel(models: string, registry: ModelRegistry, { file, id, said, licence }: AddModelRequest): Promise<AddedModel> {
  const name = id ?? idOfFile(file);
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(name)) throw new AppError('input.malformed', `“${name}” cannot be the id of a model: use letters, digits, hyphens, underscores and points (--id).`);
  const target = path.join(models, name);
  if (registry.models.some((each) => each.id === name || each.manifest.id === name) || await exists(target)) throw new AppError('file.exists', `There is a model “${name}” already; remove it first, or choose another --id.`);
  if (!(await stat(file).catch(() => undefined))?.isFile()) throw new AppError('file.missing', `There is no file ${file}.`);
  const scratch = path.join(models, `.adding-${randomBytes(6).toString('hex')}`);
  await mkdir(scratch, { recursive: true });
  try {
    const copy = path.join(scratch, GRAPH_FILE);
    await copyFile(file, copy);
    const { told, stated } = await onTrial(copy, async (graph) => ({ told: await detectForm(graph, said), stated: graph }));
    const manifest = manifestOf({ name, told, stated, sha256: await sha256Of(copy), licence: licence ?? statedLicence(await onnxMetadata(copy)) ?? NO_LICENCE });
    await writeFile(path.join(scratch, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(scratch, target);
    return { manifest, directory: target, assumed: told.assumed };
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

function idOfFile(file: string): string {
  return path.basename(file, path.extname(file)).toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+/, '').slice(0, 64) || 'model';
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Loads a graph into a separate process, so that a crash does no harm. */
async function onTrial<Result>(file: string, use: (graph: GraphOnTrial) => Promise<Result>): Promise<Result> {
  const worker = startInferenceWorker(INFERENCE_PROCESS, { threads: inferenceThreads(), priority: 'normal', onEnd: () => undefined });
  try {
    const loaded = await worker.ask({ kind: 'load', session: 'trial', path: file, provider: 'cpu' }).catch((error: unknown) => {
      throw error instanceof AppError ? new AppError('model.signatureMismatch', 'This file cannot be loaded as an ONNX model.', { details: error.details ?? '', cause: error }) : error;
    });
    if (loaded.kind !== 'loaded') throw new Error(`Unexpected answer ${loaded.kind} to load.`);
    return await use({
      inputs: loaded.inputs.map(withFreeSides), outputs: loaded.outputs.map(withFreeSides),
      async run(input, tensor, output) {
        const answer = await worker.ask({ kind: 'run', session: 'trial', inputs: { [input]: tensor }, fetch: [output], keep: [] });
        if (answer.kind !== 'ran') throw new Error(`Unexpected answer ${answer.kind} to run.`);
        return answer.fetched[output]!;
      },
    });
  } finally {
    await worker.close();
  }
}

/** A free dimension without a name may be stated as −1. */
function withFreeSides(value: StatedValue): StatedValue {
  return { ...value, shape: value.shape.map((dim) => (typeof dim === 'number' && dim <= 0 ? '' : dim)) };
}

function manifestOf({ name, told: { form }, stated, sha256, licence }: { readonly name: string; readonly told: DetectedForm; readonly stated: Pick<GraphOnTrial, 'inputs' | 'outputs'>; readonly sha256: string; readonly licence: string }): ModelManifest {
  return {
    id: name,
    // The same file with another form gives other colours.
    version: `form-${createHash('sha256').update(JSON.stringify(form)).digest('hex').slice(0, 8)}`,
    task: 'automatic', licence,
    sizeMultiple: form.size.kind === 'free' ? form.size.multiple : 1,
    graphs: { [AUTOMATIC_GRAPH]: { file: GRAPH_FILE, sha256, inputs: valuesOf(stated.inputs), outputs: valuesOf(stated.outputs.filter(({ name: each }) => each === form.output.name)) } },
    layout: 'features', schedule: 'two-pass', annealing: 'rising', form, earlier: [], kept: false, supersedes: [], metrics: {},
  };
}

/** Free dimensions have names of the exporter's choice; here they are letters. */
function valuesOf(stated: readonly StatedValue[]): GraphValues {
  return Object.fromEntries(stated.map(({ name, shape }) => [name, shape.map((dim, index) => (typeof dim === 'number' ? String(dim) : 'NCHW'[index] ?? 'D'))]));
}

/** Removes an added model's folder. @throws AppError `model.notAdded` */
export async function removeModel(models: string, registry: ModelRegistry, id: string): Promise<void> {
  const model = registry.models.find((each) => each.id === id && each.task === 'automatic' && path.dirname(each.directory) === path.resolve(models));
  if (model === undefined) throw new AppError('model.notAdded', `No model “${id}” was added on this computer.`);
  // A program that is open sees the model whole or not at all.
  const leaving = path.join(models, `.removing-${randomBytes(6).toString('hex')}`);
  await rename(model.directory, leaving);
  await rm(leaving, { recursive: true });
}

interface TestedModel {
  /** Size at which the model saw the picture. */
  readonly width: number;
  readonly height: number;
  /** Least and greatest a or b, and the mean of √(a² + b²). */
  readonly least: number;
  readonly greatest: number;
  readonly meanChroma: number;
  /** Of the second run: the first one loads the graph. */
  readonly seconds: number;
}

/** Runs an added model on a test picture of 512×288. @throws AppError `model.*`, `inference.*` */
export async function testModel(inference: InferenceClient, model: InstalledModel): Promise<TestedModel> {
  const picture = trialPicture({ width: 512, height: 288 });
  await automaticAb(inference, model, picture);
  const start = performance.now();
  const ab = await automaticAb(inference, model, picture);
  const seconds = (performance.now() - start) / 1000;
  const count = ab.length / 2;
  const chroma = Array.from({ length: count }, (_, index) => Math.hypot(ab[index]!, ab[count + index]!));
  const seen = modelSize(model.manifest.form ?? { size: { kind: 'free', multiple: 1 } }, picture);
  return {
    ...seen, seconds, meanChroma: chroma.reduce((sum, value) => sum + value, 0) / count,
    least: ab.reduce((least, value) => Math.min(least, value), Infinity), greatest: ab.reduce((greatest, value) => Math.max(greatest, value), -Infinity),
  };
}
