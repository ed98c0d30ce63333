import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { frameStatuses, paintKeyframe, propagateShot } from '../../src/engine/app/index.ts';
import { parseArtefactKey } from '../../src/engine/artefacts/artefact-kind.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { AppError, isAbort } from '../../src/shared/errors/app-error.ts';
import type { Job } from '../../src/shared/contract/jobs.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import type { Hint } from '../../src/shared/model/hint.ts';
import { HintId, type JobId, newId, NoteId } from '../../src/shared/model/ids.ts';
import type { Order, Outcome, Work } from './orders.ts';
import { watchPhases } from './phases.ts';
import { createStriker, tell } from './striker.ts';

/*
 * An engine that is there to be killed. It takes orders (`orders.ts`), a JSON object a line, and tells what it does in the same way.
 *
 *     node engine.ts CACHE DATA
 */
const [cache, data] = process.argv.slice(2);
if (cache === undefined || data === undefined) throw new Error('Which folders?');

const striker = createStriker();
const { log } = watchPhases({ ownFolders: [cache, data], reached: (phase) => { striker.reached(phase); } });
const engine = await createEngine({ directories: { cache, data }, threads: 1, log });
const { app, jobs, services: { store } } = engine;
// On a small disk a tenth of what is free would keep nothing.
await store.setBudget(2 ** 30);
/** Jobs that have told of a frame. */
const encoding = new Set<JobId>();
jobs.subscribe((job) => {
  if (job.kind !== 'deliver' || job.done === 0 || encoding.has(job.id)) return;
  encoding.add(job.id);
  striker.reached('encode');
});
/** Hints that the work `paint` adds, in this order. */
const EDITS = [[0.2, 0.3], [0.7, 0.2], [0.5, 0.6], [0.15, 0.8], [0.85, 0.75], [0.4, 0.4]] as const;

let cancel = (): void => undefined;
tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { work, strike } = JSON.parse(line) as Order;
  striker.arm(strike, () => { cancel(); });
  encoding.clear();
  striker.reached('start');
  const outcome = await carryOut(work).catch((error: unknown): Outcome => failed(error));
  striker.arm(undefined, () => undefined);
  cancel = () => undefined;
  tell({ ended: outcome, at: performance.now() });
}
await engine.close();

async function carryOut(work: Work): Promise<Outcome> {
  switch (work.kind) {
    case 'forget': return forget();
    case 'paint': return paint(work);
    case 'propagate': return propagate(work);
    case 'deliver': return deliver(work);
    case 'save as': return saveAs(work);
  }
}

function failed(error: unknown): Outcome {
  if (isAbort(error)) return { state: 'cancelled' };
  if (error instanceof AppError) return { state: 'failed', error: error.toWire() };
  return { state: 'failed', error: { code: 'job.failed', message: 'A FAULT OF THE PROGRAM', details: error instanceof Error ? error.stack ?? error.message : String(error) } };
}

/** Opens a project and tells what it holds; then makes one edit, so that every work has one that must be kept. */
function open(project: string): void {
  app.open(project);
  tellPresent();
  addMarker();
}

function tellPresent(): void {
  const { keyframes, notes } = app.document();
  tell({ present: [...notes.map(({ id }) => id), ...keyframes.flatMap(({ hints }) => hints.map(({ id }) => id))] });
}

function addMarker(): void {
  const id = newId(NoteId);
  striker.reached('commit');
  app.apply({ kind: 'addNote', note: { id, clipId: app.document().clips[0]!.id, frame: frameIndex(0), text: 'looked at' } });
  tell({ acknowledged: id });
}

async function forget(): Promise<Outcome> {
  const folder = join(cache!, 'artefacts');
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const key = parseArtefactKey(name.replace(/^.*\//, '').replace(/\.d$/, ''));
    if (key !== undefined) await store.remove(key);
  }
  return { state: 'done' };
}

async function paint({ project }: Extract<Work, { kind: 'paint' }>): Promise<Outcome> {
  open(project);
  const controller = new AbortController();
  cancel = () => { controller.abort(); };
  const { id, hints } = app.document().keyframes[0]!;
  // What was added before a stop is there.
  const known = hints.length - 1;
  const hashes: string[] = [];
  for (let edit = Math.min(known, EDITS.length - 1); edit < EDITS.length; edit++) {
    if (edit >= known) {
      const hint: Hint = { kind: 'point', id: newId(HintId), at: EDITS[edit]!, radius: 0.05, ab: [40 - 12 * edit, 10 * edit - 25] };
      striker.reached('commit');
      app.apply({ kind: 'addHint', keyframeId: id, hint });
      tell({ acknowledged: hint.id });
    }
    if (controller.signal.aborted) return { state: 'cancelled' };
    const { key } = await paintKeyframe(app, id, { signal: controller.signal });
    if (edit === EDITS.length - 1) hashes.push(await hashOf(key));
  }
  return { state: 'done', hashes };
}

async function propagate({ project }: Extract<Work, { kind: 'propagate' }>): Promise<Outcome> {
  open(project);
  for (const { id, kind, state } of jobs.list()) {
    if (kind !== 'propagate' || state === 'done') continue;
    const job = await ended(jobs.resume(id).id);
    if (job.state !== 'done') return outcomeOf(job);
  }
  const { shots } = app.document();
  // What was damaged after it was made is found missing when it is read, and made again.
  for (let round = 0; ; round++) {
    for (const { id } of shots) {
      const job = await ended(await propagateShot(app, jobs, id));
      if (job.state !== 'done') return outcomeOf(job);
    }
    const hashes: string[] = [];
    for (const { id } of shots) for (const { key, stale } of frameStatuses(app.shotPlan(id), store)) hashes.push(key === undefined || stale ? 'missing' : await hashOf(key));
    if (!hashes.includes('missing') || round === 3) return { state: 'done', hashes };
  }
}

async function deliver({ params, twin }: Extract<Work, { kind: 'deliver' }>): Promise<Outcome> {
  const first = begin(params);
  const second = twin === undefined ? undefined : begin(twin);
  const job = await ended(first);
  return { ...outcomeOf(job), ...(second === undefined ? {} : { twin: outcomeOf(await ended(second)) }) };
}

/** Goes on with a delivery to the same place that was stopped, or begins one. */
function begin(params: unknown): JobId {
  const places = (given: unknown): string => JSON.stringify((given as { files: unknown }).files);
  const stopped = jobs.list().findLast(({ id, kind, state }) => kind === 'deliver' && ['interrupted', 'failed', 'cancelled'].includes(state) && places(jobs.params(id)) === places(params));
  return stopped === undefined ? jobs.enqueue('deliver', params).id : jobs.resume(stopped.id).id;
}

async function ended(id: JobId): Promise<Job> {
  cancel = () => { jobs.cancel(id); };
  return jobs.wait(id);
}

function outcomeOf({ state, error }: Job): { readonly state: Job['state']; readonly error?: NonNullable<Job['error']> } {
  return { state, ...(error === undefined ? {} : { error }) };
}

async function saveAs({ project, copies }: Extract<Work, { kind: 'save as' }>): Promise<Outcome> {
  open(project);
  for (const copy of copies) {
    addMarker();
    striker.reached('encode');
    await app.backupTo(copy, { overwrite: true });
    tell({ saved: copy });
  }
  return { state: 'done' };
}

async function hashOf(key: string): Promise<string> {
  const found = await store.get(parseArtefactKey(key)!);
  return found === undefined ? 'missing' : createHash('sha256').update(found.payload).digest('hex');
}
