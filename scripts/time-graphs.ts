import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { WITHOUT_TELEMETRY } from '../src/engine/models/without-telemetry.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';

/**
 * Times candidate networks side by side, with the session options of the inference process: candidates take turns, so that other
 * work on the machine affects all alike. Called by training/compare_candidates.py.
 *
 *     node scripts/time-graphs.ts PLAN.json
 *
 * A candidate's graphs run one after the other, a graph's outputs being inputs of the next. Written to the standard output: the
 * median wall-clock and processor milliseconds of every graph and of each candidate's whole chain.
 */
Object.assign(process.env, WITHOUT_TELEMETRY);
const ort = await import('onnxruntime-node');

const Plan = z.object({
  threads: z.int().min(1),
  repeats: z.int().min(1),
  /** Shape of every plane and its file of float32, little-endian; files lie beside the plan. */
  inputs: z.record(z.string(), z.object({ dims: z.array(z.int().min(1)), file: z.string() })),
  candidates: z.array(z.object({ name: z.string(), graphs: z.array(z.object({ name: z.string(), file: z.string() })).min(1) })),
});

interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}

interface Candidate {
  readonly name: string;
  readonly graphs: readonly { readonly name: string; readonly session: InferenceSession }[];
  readonly costs: Map<string, Cost[]>;
}

const [planPath] = process.argv.slice(2);
if (planPath === undefined) throw new Error('usage: node scripts/time-graphs.ts PLAN.json');
const folder = dirname(planPath);
const plan = parseJsonInput(Plan, readFileSync(planPath, 'utf8'), 'time-graphs plan');

function floatsOf(file: string): Float32Array {
  const bytes = readFileSync(join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const given = new Map<string, Tensor>(Object.entries(plan.inputs).map(([name, { dims, file }]) => [name, new ort.Tensor('float32', floatsOf(file), dims)]));

async function load({ name, graphs }: z.infer<typeof Plan>['candidates'][number]): Promise<Candidate> {
  const sessions: { name: string; session: InferenceSession }[] = [];
  for (const graph of graphs) {
    const session = await ort.InferenceSession.create(join(folder, graph.file), {
      executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential', intraOpNumThreads: plan.threads, interOpNumThreads: 1,
      enableMemPattern: false, extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    sessions.push({ name: graph.name, session });
  }
  return { name, graphs: sessions, costs: new Map() };
}

async function runOnce({ graphs, costs }: Candidate): Promise<void> {
  const planes = new Map(given);
  const record = (graph: string, cost: Cost): void => void costs.set(graph, [...(costs.get(graph) ?? []), cost]);
  const whole = { ms: 0, cpuMs: 0 };
  for (const { name, session } of graphs) {
    const feeds = Object.fromEntries(session.inputNames.map((input) => {
      const plane = planes.get(input);
      if (plane === undefined) throw new Error(`graph ${name} asks for ${input}, which nothing gives`);
      return [input, plane];
    }));
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const outputs = await session.run(feeds);
    const ms = performance.now() - before;
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuMs = (user + system) / 1000;
    for (const [output, plane] of Object.entries(outputs)) planes.set(output, plane);
    whole.ms += ms;
    whole.cpuMs += cpuMs;
    record(name, { ms, cpuMs });
  }
  record('whole', whole);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const candidates: Candidate[] = [];
for (const candidate of plan.candidates) candidates.push(await load(candidate));
// The first run of a session plans its memory; the editor waits for later ones.
for (const candidate of candidates) {
  await runOnce(candidate);
  candidate.costs.clear();
}
for (let turn = 0; turn < plan.repeats; turn += 1) {
  for (const candidate of candidates) await runOnce(candidate);
}
const round = (value: number): number => Math.round(value * 10) / 10;
const medians = Object.fromEntries(candidates.map(({ name, costs }) => [name, Object.fromEntries([...costs].map(([graph, all]) => [graph, {
  ms: round(median(all.map((cost) => cost.ms))), cpuMs: round(median(all.map((cost) => cost.cpuMs))),
}]))]));
console.log(JSON.stringify(medians));
