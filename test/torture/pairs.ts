import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './checks.ts';
import type { Harness, TrialResult } from './harness.ts';
import type { Outcome } from './protocol.ts';
import { type Content, contentOf, type DeliveryForm, isSameContent, makeTarget, type Target } from './targets.ts';

/** `equal`: the same delivery twice; `overlapping`: other frames to the same path, or some paths in common; `alias`: the same folder by a symbolic link. */
export const PAIRINGS = ['equal', 'overlapping', 'alias'] as const;
export type Pairing = (typeof PAIRINGS)[number];

/** Error codes that the second delivery may fail with. */
const REFUSALS = new Set(['output.busy', 'file.exists']);

interface Params {
  readonly files: readonly { readonly range: { readonly first: number; readonly last: number }; readonly outPath: string }[];
}

/** Starts two deliveries at once, in one engine or two. Afterwards each path must hold the complete file of one of them. */
export async function deliverPair(harness: Harness, form: DeliveryForm, pairing: Pairing, engines: 1 | 2): Promise<TrialResult> {
  const reference = await harness.reference(form);
  const setup = harness.setUpTrial(form);
  const target = setup.target!;
  const second = secondOf(target, pairing, join(setup.folder, 'alias'));
  const secondTruth = await truthOf(harness, form, pairing);
  const check = createChecks(harness, setup, reference);
  const slot = harness.slot(form);
  const engine = await slot.engine();
  const outcomes: Outcome[] = [];
  if (engines === 1) {
    const { outcome } = await engine.send({ workload: { kind: 'deliver', params: target.params, second } });
    if (outcome !== 'killed') outcomes.push(outcome, outcome.second!);
  } else {
    const other = await harness.secondSlot().engine();
    const reports = await Promise.all([engine.send({ workload: { kind: 'deliver', params: target.params } }), other.send({ workload: { kind: 'deliver', params: second } })]);
    for (const { outcome } of reports) if (outcome !== 'killed') outcomes.push(outcome);
  }
  if (!outcomes.some(({ state }) => state === 'done')) check.add('failure', `both deliveries failed: ${outcomes.map(({ error }) => error?.message ?? '').join(' / ')}`);
  for (const { state, error } of outcomes) if (state !== 'done' && !REFUSALS.has(error?.code ?? '')) check.add('failure', `${state}: ${error?.code ?? ''} ${error?.message ?? ''}`);
  target.paths.forEach((path, index) => {
    const found = contentIfPresent(path);
    const wanted = [reference.contents[index]!, ...(secondTruth[index] === undefined ? [] : [secondTruth[index]])];
    // A delivery that was refused may have left a path of its own empty.
    if (found !== undefined && !wanted.some((each) => isSameContent(each, found))) check.add('incomplete file', `${path} is the file of neither delivery`);
    if (found === undefined && outcomes.every(({ state }) => state === 'done')) check.add('loss', `${path} is missing`);
  });
  check.leftovers('at the end', slot, slot.current(), (name) => name === 'alias' || name === 'shot-4.mp4');
  rmSync(setup.folder, { recursive: true, force: true });
  return { part: 'pairs', workload: form, fault: `${pairing}, ${engines === 1 ? 'one engine' : 'two engines'}`, phase: outcomes.map(({ state, error }) => (state === 'done' ? 'done' : error?.code ?? state)).toSorted().join(' + '), problems: check.problems, kills: 0 };
}

function secondOf(target: Target, pairing: Pairing, alias: string): unknown {
  const params = target.params as Params;
  switch (pairing) {
    case 'equal': return params;
    case 'overlapping': return { ...params, files: overlapping(target.form, params.files) };
    case 'alias': {
      symlinkSync(target.folder, alias);
      return { ...params, files: params.files.map((file) => ({ ...file, outPath: file.outPath.replace(target.folder, alias) })) };
    }
  }
}

/** Eight of the twelve frames; for `many`, the last two files and a fourth one. */
function overlapping(form: DeliveryForm, files: Params['files']): Params['files'] {
  if (form !== 'many') return files.map((file) => ({ ...file, range: { first: 2, last: 9 } }));
  return [...files.slice(1), { range: { first: 0, last: 11 }, outPath: files[0]!.outPath.replace('shot-1', 'shot-4') }];
}

const truths = new WeakMap<Harness, Map<DeliveryForm, readonly (Content | undefined)[]>>();

/** What the second, overlapping delivery writes when it runs alone; in the order of the paths of the first. */
async function truthOf(harness: Harness, form: DeliveryForm, pairing: Pairing): Promise<readonly (Content | undefined)[]> {
  if (pairing !== 'overlapping' || form === 'many') return [];
  const known = truths.get(harness) ?? new Map<DeliveryForm, readonly (Content | undefined)[]>();
  truths.set(harness, known);
  const found = known.get(form);
  if (found !== undefined) return found;
  const target = makeTarget(harness.film, form, join(harness.root, `pair-truth-${form}`, 'out'), { older: harness.olderImages });
  const engine = await harness.slot(form).engine();
  await engine.send({ workload: { kind: 'deliver', params: secondOf(target, pairing, '') } });
  const truth = target.paths.map((path) => contentOf(path));
  known.set(form, truth);
  return truth;
}

function contentIfPresent(path: string): Content | undefined {
  try {
    return contentOf(path);
  } catch {
    return undefined; // no such file
  }
}
