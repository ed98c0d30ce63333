import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Bench, type Case, isForm, momentIn, type Problem, type Reference, type Row, type Slot, type WorkName } from './bench.ts';
import { type Answer, ownLeavings, type TortureEngine } from './driver.ts';
import type { Blow, Outcome, Phase } from './orders.ts';
import { contentOf, isBeingPublished, isMixOfWhole, leavingsOf, makeTarget, statesOf, type Target, touchedForeign } from './targets.ts';

/** One blow: to what, with what, in which phase. */
export interface Plan {
  readonly part: string;
  readonly work: WorkName;
  readonly blow: Blow;
  readonly phase: Phase;
}

/** Goes on after a blow so often: one that lost its colour must be coloured, then delivered. */
const ATTEMPTS = 4;

/** Does a work, strikes at it, goes on until it is done; what stands on the disk is looked at after each step. */
export async function strikeOnce(bench: Bench, { part, work, blow, phase }: Plan): Promise<Row> {
  const slot = bench.slot(work);
  const reference = await bench.reference(work);
  const engine = await slot.engine();
  if (!isForm(work) && work !== 'save as') await engine.send({ work: { kind: 'forget' } });
  const made = bench.makeCase(work);
  const check = createChecks(bench, made, reference);
  const folder = blow === 'delete cache' || blow === 'damage cache' ? slot.home.cache : join(made.folder, 'out');
  const strike = { blow, ...momentIn(phase, reference, bench.random), folder, seed: Math.floor(bench.random() * 2 ** 31) };
  let answer = await engine.send({ work: made.work, strike });
  const { hitIn } = answer;
  const acknowledged = [...answer.acknowledged];
  let kills = 0;
  if (blow === 'remove folder') {
    check.toldClearly(answer.outcome);
    if (made.target !== undefined) makeTarget(bench.film, made.target.form, made.target.folder, { older: bench.olderImages });
    // What was complete before has gone with the folder.
    if (isDone(answer.outcome)) answer = await engine.send({ work: made.work });
  } else check.afterBlow(answer);
  for (let attempt = 0; attempt < ATTEMPTS && !isDone(answer.outcome); attempt++) {
    if (answer.outcome === 'killed') kills += 1;
    const next = await slot.engine();
    check.swept(slot, next, answer.outcome === 'killed' ? 'after the restart' : 'after the blow', { mayHaveFailedCheck: blow === 'kill ffmpeg' || blow.endsWith('cache') });
    if (made.target !== undefined && blow.endsWith('cache')) await next.send({ work: { kind: 'propagate', project: made.project } });
    answer = await next.send({ work: made.work });
    check.present(answer, acknowledged);
    acknowledged.push(...answer.acknowledged);
  }
  check.atEnd(answer, slot);
  // The next delivery finds everything coloured again.
  if (made.target !== undefined && blow.endsWith('cache')) await (await slot.engine()).send({ work: { kind: 'propagate', project: made.project } });
  rmSync(made.folder, { recursive: true, force: true });
  return { part, work, blow, phase: hitIn ?? 'after the end', problems: check.problems, kills };
}

export function isDone(outcome: Answer['outcome']): outcome is Outcome & { readonly state: 'done' } {
  return outcome !== 'killed' && outcome.state === 'done';
}

/** Looks at what stands on the disk and gathers what is wrong. */
export function createChecks(bench: Bench, { target, folder, work }: Case, reference: Reference) {
  const problems: Problem[] = [];
  const add = (kind: Problem['kind'], text: string): void => { problems.push({ kind, text }); };
  const older = contentOf(bench.olderImages);
  const foreign = (when: string, given: Target): void => {
    const touched = [...touchedForeign(given.folder), ...(given.form === 'images' ? touchedForeign(given.places[0]!) : [])];
    if (touched.length > 0) add('foreign file', `${when}: ${touched.join(', ')}`);
  };
  const places = (when: string, mayBeMixed: boolean): void => {
    if (work.kind === 'save as') for (const fault of faultsOfCopies(work.copies)) add('half file', `${when}: ${fault}`);
    if (target === undefined) return;
    foreign(when, target);
    const states = statesOf(target, reference.contents, older);
    const isMixed = mayBeMixed && isBeingPublished(target) && isMixOfWhole(target.places[0]!, reference.contents[0]!, older);
    if (states.includes('HALF') && !isMixed) add('half file', `${when}: ${states.join(', ')}`);
    if (target.form !== 'many' && states[0] === 'none') add('loss', `${when}: neither the older nor the new one is there`);
  };
  const leavings = (when: string, slot: Slot, engine: TortureEngine | undefined, isAllowed: (name: string) => boolean): void => {
    const left = [...(target === undefined ? leavingsOfCopies(folder) : leavingsOf(target)).filter((name) => !isAllowed(name)), ...ownLeavings(slot.home, engine)];
    if (left.length > 0) add('left over', `${when}: ${left.join(', ')}`);
  };
  const toldClearly = (outcome: Answer['outcome']): void => {
    if (outcome !== 'killed' && outcome.error?.code === 'job.failed' && /fault/i.test(outcome.error.message)) add('failed', `${outcome.error.message} ${(outcome.error.details ?? '').slice(0, 400)}`);
  };
  return {
    problems, add, toldClearly, places, leavings,
    afterBlow({ outcome }: Answer): void {
      places('after the blow', true);
      toldClearly(outcome);
    },
    /** After an engine's start, or after a job that ended without a result. */
    swept(slot: Slot, engine: TortureEngine, when: string, { mayHaveFailedCheck }: { readonly mayHaveFailedCheck: boolean }): void {
      places(when, false);
      leavings(when, slot, engine, (name) => mayHaveFailedCheck && name.includes('FAILED-CHECK'));
    },
    present({ present }: Answer, acknowledged: readonly string[]): void {
      if (present === undefined) return;
      const lost = acknowledged.filter((id) => !present.includes(id));
      if (lost.length > 0) add('loss', `${lost.length} acknowledged edits are not there`);
    },
    atEnd({ outcome }: Answer, slot: Slot): void {
      if (!isDone(outcome)) {
        add('failed', `went on ${ATTEMPTS} times and ended as ${outcome === 'killed' ? outcome : `${outcome.state}: ${outcome.error?.message ?? ''} ${(outcome.error?.details ?? '').slice(0, 400)}`}`);
        return;
      }
      places('at the end', false);
      leavings('at the end', slot, slot.current(), (name) => name.includes('FAILED-CHECK'));
      const differing = reference.hashes.filter((hash, index) => outcome.hashes?.[index] !== hash).length;
      if (differing > 0) add('bits', `${differing} of ${reference.hashes.length} colours differ: ${reference.hashes.map((hash, index) => (outcome.hashes?.[index] === hash ? '=' : outcome.hashes?.[index] === 'missing' ? '?' : '!')).join('')}`);
      if (target !== undefined && statesOf(target, reference.contents, older).some((state) => state !== 'new')) add('bits', `at the end: ${statesOf(target, reference.contents, older).join(', ')}`);
    },
  };
}

/** Copies of a project that are there but not whole projects. */
function faultsOfCopies(copies: readonly string[]): readonly string[] {
  return [...new Set(copies)].filter((path) => existsSync(path)).flatMap((path) => {
    try {
      const database = new Sqlite(path, { readonly: true, fileMustExist: true });
      try {
        const found = String(database.pragma('quick_check(1)', { simple: true }));
        const { count } = database.prepare('SELECT count(*) AS count FROM keyframe').get() as { count: number };
        return found === 'ok' && count >= 5 ? [] : [`${path}: ${found}, ${count} keyframes`];
      } finally {
        database.close();
      }
    } catch (error) {
      return [`${path}: ${String(error)}`];
    }
  });
}

/** Beside a copy that was being replaced an empty lock file may stay; opening the copy removes it. */
function leavingsOfCopies(folder: string): readonly string[] {
  const out = join(folder, 'out');
  return existsSync(out) ? readdirSync(out).filter((name) => !/^copy-\d\.tintype(-lock)?$/.test(name)) : [];
}

