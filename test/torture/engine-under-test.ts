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
import type { EngineRequest, Outcome, Workload } from './protocol.ts';
import { watchPhases } from './phases.ts';
import { createFaultInjector, emit } from './fault-injector.ts';

/*
 * The process into which faults are injected. It reads requests from stdin and writes events to stdout (`protocol.ts`).
 *
 *     node engine-under-test.ts CACHE DATA
 */
const [cache, data] = process.argv.slice(2);
if (cache === undefined || data === undefined) throw new Error('Usage: node engine-under-test.ts CACHE DATA');

const injector = createFaultInjector();
const { log } = watchPhases({ ownFolders: [cache, data], reached: (phase) => { injector.reached(phase); } });
const engine = await createEngine({ directories: { cache, data }, threads: 1, log });
const { app, jobs, services: { store } } = engine;
// The default budget is a tenth of the free space, which is too little on the small disks of `disk-faults.ts`.
await store.setBudget(2 ** 30);
/** Deliveries that have encoded at least one frame. */
const encoding = new Set<JobId>();
jobs.subscribe((job) => {
  if (job.kind !== 'deliver' || job.done === 0 || encoding.has(job.id)) return;
  encoding.add(job.id);
  injector.reached('encode');
});
/** Positions of the hints that the workload `paint` adds, in this order. */
const EDITS = [[0.2, 0.3], [0.7, 0.2], [0.5, 0.6], [0.15, 0.8], [0.85, 0.75], [0.4, 0.4]] as const;

let cancel = (): void => undefined;
emit({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { workload, fault } = JSON.parse(line) as EngineRequest;
  injector.arm(fault, () => { cancel(); });
  encoding.clear();
  injector.reached('start');
  const outcome = await runWorkload(workload).catch((error: unknown): Outcome => failed(error));
  injector.arm(undefined, () => undefined);
  cancel = () => undefined;
  emit({ ended: outcome, at: performance.now() });
}
await engine.close();

async function runWorkload(workload: Workload): Promise<Outcome> {
  switch (workload.kind) {
    case 'clear cache': return clearCache();
    case 'paint': return paint(workload);
    case 'propagate': return propagate(workload);
    case 'deliver': return deliver(workload);
    case 'save as': return saveAs(workload);
  }
}

function failed(error: unknown): Outcome {
  if (isAbort(error)) return { state: 'cancelled' };
  if (error instanceof AppError) return { state: 'failed', error: error.toWire() };
  return { state: 'failed', error: { code: 'job.failed', message: 'A FAULT OF THE PROGRAM', details: error instanceof Error ? error.stack ?? error.message : String(error) } };
}

/** Opens a project and reports its edits; then adds a note, so that every workload has an edit that must be kept. */
function open(project: string): void {
  app.open(project);
  emitPresent();
  addCheckedNote();
}

function emitPresent(): void {
  const { keyframes, notes } = app.document();
  emit({ present: [...notes.map(({ id }) => id), ...keyframes.flatMap(({ hints }) => hints.map(({ id }) => id))] });
}

function addCheckedNote(): void {
  const id = newId(NoteId);
  injector.reached('commit');
  app.apply({ kind: 'addNote', note: { id, clipId: app.document().clips[0]!.id, frame: frameIndex(0), text: 'looked at' } });
  emit({ acknowledged: id });
}

async function clearCache(): Promise<Outcome> {
  const folder = join(cache!, 'artefacts');
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    const key = parseArtefactKey(name.replace(/^.*\//, '').replace(/\.d$/, ''));
    if (key !== undefined) await store.remove(key);
  }
  return { state: 'done' };
}

async function paint({ project }: Extract<Workload, { kind: 'paint' }>): Promise<Outcome> {
  open(project);
  const controller = new AbortController();
  cancel = () => { controller.abort(); };
  const { id, hints } = app.document().keyframes[0]!;
  // Hints that were added before an interruption are in the project.
  const known = hints.length - 1;
  const hashes: string[] = [];
  for (let edit = Math.min(known, EDITS.length - 1); edit < EDITS.length; edit++) {
    if (edit >= known) {
      const hint: Hint = { kind: 'point', id: newId(HintId), at: EDITS[edit]!, radius: 0.05, ab: [40 - 12 * edit, 10 * edit - 25] };
      injector.reached('commit');
      app.apply({ kind: 'addHint', keyframeId: id, hint });
      emit({ acknowledged: hint.id });
    }
    if (controller.signal.aborted) return { state: 'cancelled' };
    const { key } = await paintKeyframe(app, id, { signal: controller.signal });
    if (edit === EDITS.length - 1) hashes.push(await hashOf(key));
  }
  return { state: 'done', hashes };
}

async function propagate({ project }: Extract<Workload, { kind: 'propagate' }>): Promise<Outcome> {
  open(project);
  for (const { id, kind, state } of jobs.list()) {
    if (kind !== 'propagate' || state === 'done') continue;
    const job = await ended(jobs.resume(id).id);
    if (job.state !== 'done') return outcomeOf(job);
  }
  const { shots } = app.document();
  // A damaged artefact is found missing when it is read here, and computed again in the next round.
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

async function deliver({ params, second }: Extract<Workload, { kind: 'deliver' }>): Promise<Outcome> {
  const firstId = startDelivery(params);
  const secondId = second === undefined ? undefined : startDelivery(second);
  const job = await ended(firstId);
  return { ...outcomeOf(job), ...(secondId === undefined ? {} : { second: outcomeOf(await ended(secondId)) }) };
}

/** Resumes an interrupted delivery to the same targets, or starts a new one. @returns its job */
function startDelivery(params: unknown): JobId {
  const targetsOf = (given: unknown): string => JSON.stringify((given as { files: unknown }).files);
  const stopped = jobs.list().findLast(({ id, kind, state }) => kind === 'deliver' && ['interrupted', 'failed', 'cancelled'].includes(state) && targetsOf(jobs.params(id)) === targetsOf(params));
  return stopped === undefined ? jobs.enqueue('deliver', params).id : jobs.resume(stopped.id).id;
}

async function ended(id: JobId): Promise<Job> {
  cancel = () => { jobs.cancel(id); };
  return jobs.wait(id);
}

function outcomeOf({ state, error }: Job): { readonly state: Job['state']; readonly error?: NonNullable<Job['error']> } {
  return { state, ...(error === undefined ? {} : { error }) };
}

async function saveAs({ project, copies }: Extract<Workload, { kind: 'save as' }>): Promise<Outcome> {
  open(project);
  for (const copy of copies) {
    addCheckedNote();
    injector.reached('encode');
    await app.backupTo(copy, { overwrite: true });
    emit({ saved: copy });
  }
  return { state: 'done' };
}

async function hashOf(key: string): Promise<string> {
  const found = await store.get(parseArtefactKey(key)!);
  return found === undefined ? 'missing' : createHash('sha256').update(found.payload).digest('hex');
}
