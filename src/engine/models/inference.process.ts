import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getPriority, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { assertNever } from '../../shared/errors/assert-never.ts';
import type { ProviderId } from '../../shared/model/provider.ts';
import { type FromProcess, ToProcess, type WireInput } from './inference-protocol.ts';
import { loweredPriority, type ProcessPriority } from './lowered-priority.ts';
import { PROVIDER_IDS, providerRecord } from './providers/provider-table.ts';
import { denseValues } from './sparse-tensor.ts';
import { WITHOUT_TELEMETRY } from './without-telemetry.ts';

/**
 * The inference process: the only importer of onnxruntime-node. `run()` of the binding blocks its thread and a native abort
 * kills its process, so it is a process of its own. Its arguments: the number of threads, and its `ProcessPriority`.
 * Ends with its parent.
 */
const threads = Number(process.argv[2]);
const priority = process.argv[3];
if (priority === 'behindWindow' || priority === 'behindInteractive') stepBack(priority);
// Imported when its switch is set, never before: see `WITHOUT_TELEMETRY`.
Object.assign(process.env, WITHOUT_TELEMETRY);
const ort = await import('onnxruntime-node');
const sessions = new Map<string, InferenceSession>();
const kept = new Map<number, Tensor>();

/** Before the networks' own threads are made, which take it over. */
function stepBack(behind: Exclude<ProcessPriority, 'normal'>): void {
  try {
    setPriority(loweredPriority(getPriority(), behind));
  } catch {
    // This system forbids it: then the networks run like everything else.
  }
}

function tensorOf(input: Exclude<WireInput, { readonly stack: unknown }>): Tensor {
  if ('data' in input) return new ort.Tensor('float32', input.data, input.dims);
  if ('at' in input) return new ort.Tensor('float32', denseValues(input), input.dims);
  const tensor = kept.get(input.handle);
  if (tensor === undefined) throw new Error(`tensor ${input.handle} was released`);
  return tensor;
}

function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new Error(`a ${tensor.type} tensor where float32 was expected`);
  return tensor.data;
}

/** One after the other along the first axis. */
function stack(parts: readonly Tensor[]): Tensor {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.size, 0));
  let offset = 0;
  let rows = 0;
  for (const part of parts) {
    data.set(floats(part), offset);
    offset += part.size;
    rows += part.dims[0] ?? 1;
  }
  return new ort.Tensor('float32', data, [rows, ...(first?.dims.slice(1) ?? [])]);
}

async function load(message: Extract<ToProcess, { readonly kind: 'load' }>): Promise<FromProcess> {
  const session = await ort.InferenceSession.create(message.path, {
    // Its id is onnxruntime's own name of it. It alone is named: the runtime leaves to the CPU what it cannot run, but a provider that is not there must fail.
    executionProviders: [{ name: message.provider, ...providerRecord(message.provider).options }], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: threads, interOpNumThreads: 1,
    // Planned memory costs twice as much of it at 480p and is no faster.
    enableMemPattern: false,
    // Threads that wait actively take the cores from ffmpeg and the editor: half the processor time without them, and no slower.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  sessions.set(message.session, session);
  const stated = (values: readonly InferenceSession.ValueMetadata[]) => values.map((value) => (value.isTensor ? { name: value.name, type: value.type, shape: [...value.shape] } : { name: value.name, type: 'no tensor', shape: [] }));
  return { kind: 'loaded', request: message.request, inputs: stated(session.inputMetadata), outputs: stated(session.outputMetadata) };
}

async function run(message: Extract<ToProcess, { readonly kind: 'run' }>): Promise<FromProcess> {
  const session = sessions.get(message.session);
  if (session === undefined) throw new Error(`graph ${message.session} was not loaded`);
  const feeds = Object.fromEntries(Object.entries(message.inputs).map(([name, input]) => [name, 'stack' in input ? stack(input.stack.map(tensorOf)) : tensorOf(input)]));
  const outputs = await session.run(feeds, [...new Set([...message.fetch, ...message.keep.map((each) => each.name)])]);
  const output = (name: string): Tensor => {
    const tensor = outputs[name];
    if (tensor === undefined) throw new Error(`no output ${name}`);
    return tensor;
  };
  const fetched = Object.fromEntries(message.fetch.map((name) => [name, { dims: [...output(name).dims], data: floats(output(name)) }]));
  const keptNow = Object.fromEntries(message.keep.map(({ name, handle }) => [name, { handle, dims: [...output(name).dims] }]));
  for (const { name, handle } of message.keep) kept.set(handle, output(name));
  return { kind: 'ran', request: message.request, fetched, kept: keptNow };
}

/** Those that onnxruntime is built with here and whose library lies beside it. A driver may still be missing. */
function providersThere(): readonly ProviderId[] {
  const built = new Set(ort.listSupportedBackends().map(({ name }) => name));
  const libraries = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..', 'bin', 'napi-v6', process.platform, process.arch);
  return PROVIDER_IDS.filter((id) => {
    const { library } = providerRecord(id);
    return built.has(id) && (library === undefined || existsSync(join(libraries, library)));
  });
}

async function answer(message: ToProcess): Promise<FromProcess | undefined> {
  switch (message.kind) {
    case 'load': return load(message);
    case 'run': return run(message);
    case 'count': return { kind: 'counted', request: message.request, handles: kept.size, graphs: sessions.size, residentBytes: process.memoryUsage.rss(), peakBytes: process.resourceUsage().maxRSS * 1024 };
    case 'providers': return { kind: 'providersThere', request: message.request, there: providersThere() };
    case 'release':
      for (const handle of message.handles) kept.delete(handle);
      return undefined;
    case 'unload':
      for (const name of message.sessions) {
        const session = sessions.get(name);
        sessions.delete(name);
        await session?.release();
      }
      return undefined;
    default: return assertNever(message);
  }
}

async function respond(raw: unknown): Promise<void> {
  const message = ToProcess.parse(raw);
  let reply: FromProcess | undefined;
  try {
    reply = await answer(message);
  } catch (error) {
    if (message.kind === 'release' || message.kind === 'unload') throw error;
    reply = { kind: 'failed', request: message.request, message: error instanceof Error ? error.message : String(error) };
  }
  if (reply !== undefined && process.connected) process.send?.(reply);
}

// One message at a time, in the order they came: a release never overtakes the run that still reads the tensor.
let tail: Promise<void> = Promise.resolve();
process.on('message', (raw) => {
  tail = tail.then(() => respond(raw));
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the parent decides what it means, and this process ends by its disconnect.
process.on('SIGINT', () => undefined);
