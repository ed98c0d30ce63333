import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, Row } from './bench.ts';
import type { Outcome } from './orders.ts';
import { createChecks } from './strikes.ts';
import { contentOf, type Content, type DeliveryForm, makeTarget, type Target } from './targets.ts';

/** `equal`: the same delivery twice; `overlapping`: other frames to the same place, or one of several places in common; `alias`: the same by another name of the folder. */
export const PAIRINGS = ['equal', 'overlapping', 'alias'] as const;
export type Pairing = (typeof PAIRINGS)[number];

/** What a second writer may be told. */
const REFUSALS = new Set(['output.busy', 'file.exists']);

interface Params {
  readonly files: readonly { readonly range: { readonly first: number; readonly last: number }; readonly outPath: string }[];
}

/** Begins two deliveries at once, in one engine or two; what stands afterwards is one of them, whole. */
export async function deliverPair(bench: Bench, form: DeliveryForm, pairing: Pairing, engines: 1 | 2): Promise<Row> {
  const reference = await bench.reference(form);
  const made = bench.makeCase(form);
  const target = made.target!;
  const second = secondOf(target, pairing, join(made.folder, 'alias'));
  const secondTruth = await truthOf(bench, form, pairing);
  const check = createChecks(bench, made, reference);
  const slot = bench.slot(form);
  const engine = await slot.engine();
  const outcomes: Outcome[] = [];
  if (engines === 1) {
    const { outcome } = await engine.send({ work: { kind: 'deliver', params: target.params, twin: second } });
    if (outcome !== 'killed') outcomes.push(outcome, outcome.twin!);
  } else {
    const other = await bench.otherSlot().engine();
    const answers = await Promise.all([engine.send({ work: { kind: 'deliver', params: target.params } }), other.send({ work: { kind: 'deliver', params: second } })]);
    for (const { outcome } of answers) if (outcome !== 'killed') outcomes.push(outcome);
  }
  if (!outcomes.some(({ state }) => state === 'done')) check.add('failed', `neither was delivered: ${outcomes.map(({ error }) => error?.message ?? '').join(' / ')}`);
  for (const { state, error } of outcomes) if (state !== 'done' && !REFUSALS.has(error?.code ?? '')) check.add('failed', `${state}: ${error?.code ?? ''} ${error?.message ?? ''}`);
  target.places.forEach((place, index) => {
    const found = existing(place);
    const wanted = [reference.contents[index]!, ...(secondTruth[index] === undefined ? [] : [secondTruth[index]])];
    // One that was refused half-way may have left a place of its own empty.
    if (found !== undefined && !wanted.some((each) => isSame(each, found))) check.add('half file', `${place} is neither of the two`);
    if (found === undefined && outcomes.every(({ state }) => state === 'done')) check.add('loss', `${place} is not there`);
  });
  check.leavings('at the end', slot, slot.current(), (name) => name === 'alias' || name === 'shot-4.mp4');
  rmSync(made.folder, { recursive: true, force: true });
  return { part: 'pairs', work: form, blow: `${pairing}, ${engines === 1 ? 'one engine' : 'two engines'}`, phase: outcomes.map(({ state, error }) => (state === 'done' ? 'done' : error?.code ?? state)).toSorted().join(' + '), problems: check.problems, kills: 0 };
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

/** Eight of the twelve frames; of many files the last two, and a fourth. */
function overlapping(form: DeliveryForm, files: Params['files']): Params['files'] {
  if (form !== 'many') return files.map((file) => ({ ...file, range: { first: 2, last: 9 } }));
  return [...files.slice(1), { range: { first: 0, last: 11 }, outPath: files[0]!.outPath.replace('shot-1', 'shot-4') }];
}

const truths = new WeakMap<Bench, Map<DeliveryForm, readonly (Content | undefined)[]>>();

/** What an overlapping delivery gives alone, by the places of the first. */
async function truthOf(bench: Bench, form: DeliveryForm, pairing: Pairing): Promise<readonly (Content | undefined)[]> {
  if (pairing !== 'overlapping' || form === 'many') return [];
  const known = truths.get(bench) ?? new Map<DeliveryForm, readonly (Content | undefined)[]>();
  truths.set(bench, known);
  const found = known.get(form);
  if (found !== undefined) return found;
  const target = makeTarget(bench.film, form, join(bench.root, `pair-truth-${form}`, 'out'), { older: bench.olderImages });
  const engine = await bench.slot(form).engine();
  await engine.send({ work: { kind: 'deliver', params: secondOf(target, pairing, '') } });
  const truth = target.places.map((place) => contentOf(place));
  known.set(form, truth);
  return truth;
}

function existing(place: string): Content | undefined {
  try {
    return contentOf(place);
  } catch {
    return undefined; // nothing is there
  }
}

function isSame(one: Content, other: Content): boolean {
  return one.size === other.size && [...one].every(([name, hash]) => other.get(name) === hash);
}
