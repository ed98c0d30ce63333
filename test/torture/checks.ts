import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type EngineProcess, ownLeftovers, type RunReport } from './engine-process.ts';
import type { EngineSlot, Harness, Problem, Reference, TrialSetup } from './harness.ts';
import type { Outcome } from './protocol.ts';
import { changedForeign, contentOf, isBeingPublished, isMixOfCompleteImages, leftoversOf, statesOf, type Target } from './targets.ts';

export function isDone(outcome: RunReport['outcome']): outcome is Outcome & { readonly state: 'done' } {
  return outcome !== 'killed' && outcome.state === 'done';
}

/** Checks of the files on disk and of the reported outcomes of one trial; collects the problems that they find. */
export function createChecks(harness: Harness, { target, folder, workload }: TrialSetup, reference: Reference) {
  const problems: Problem[] = [];
  const add = (kind: Problem['kind'], text: string): void => { problems.push({ kind, text }); };
  const older = contentOf(harness.olderImages);
  const foreign = (when: string, given: Target): void => {
    const touched = [...changedForeign(given.folder), ...(given.form === 'images' ? changedForeign(given.paths[0]!) : [])];
    if (touched.length > 0) add('foreign file', `${when}: ${touched.join(', ')}`);
  };
  const targets = (when: string, mayBeMixed: boolean): void => {
    if (workload.kind === 'save as') for (const text of incompleteCopies(workload.copies)) add('incomplete file', `${when}: ${text}`);
    if (target === undefined) return;
    foreign(when, target);
    const states = statesOf(target, reference.contents, older);
    const isMixed = mayBeMixed && isBeingPublished(target) && isMixOfCompleteImages(target.paths[0]!, reference.contents[0]!, older);
    if (states.includes('INCOMPLETE') && !isMixed) add('incomplete file', `${when}: ${states.join(', ')}`);
    if (target.form !== 'many' && states[0] === 'none') add('loss', `${when}: neither the older nor the new file exists`);
  };
  const leftovers = (when: string, slot: EngineSlot, engine: EngineProcess | undefined, isAllowed: (name: string) => boolean): void => {
    const left = [...(target === undefined ? leftoversOfCopies(folder) : leftoversOf(target)).filter((name) => !isAllowed(name)), ...ownLeftovers(slot.home, engine)];
    if (left.length > 0) add('leftover file', `${when}: ${left.join(', ')}`);
  };
  /** An error must be an explained one, not an exception that nothing expected. */
  const message = (outcome: RunReport['outcome']): void => {
    if (outcome !== 'killed' && outcome.error?.code === 'job.failed' && /fault/i.test(outcome.error.message)) add('failure', `${outcome.error.message} ${(outcome.error.details ?? '').slice(0, 400)}`);
  };
  return {
    problems, add, message, targets, leftovers,
    afterFault({ outcome }: RunReport): void {
      targets('after the fault', true);
      message(outcome);
    },
    /** To be called after a restart of the engine, or after a job that failed or was cancelled. */
    afterRecovery(slot: EngineSlot, engine: EngineProcess, when: string, { mayHaveFailedCheck }: { readonly mayHaveFailedCheck: boolean }): void {
      targets(when, false);
      leftovers(when, slot, engine, (name) => mayHaveFailedCheck && name.includes('FAILED-CHECK'));
    },
    /** Every acknowledged edit must be in the project. */
    edits({ present }: RunReport, acknowledged: readonly string[]): void {
      if (present === undefined) return;
      const lost = acknowledged.filter((id) => !present.includes(id));
      if (lost.length > 0) add('loss', `${lost.length} acknowledged edits are missing`);
    },
    atEnd({ outcome }: RunReport, slot: EngineSlot): void {
      if (!isDone(outcome)) {
        add('failure', `still not done: ${outcome === 'killed' ? outcome : `${outcome.state}: ${outcome.error?.message ?? ''} ${(outcome.error?.details ?? '').slice(0, 400)}`}`);
        return;
      }
      targets('at the end', false);
      leftovers('at the end', slot, slot.current(), (name) => name.includes('FAILED-CHECK'));
      const differing = reference.hashes.filter((hash, index) => outcome.hashes?.[index] !== hash).length;
      if (differing > 0) add('bits', `${differing} of ${reference.hashes.length} colours differ: ${reference.hashes.map((hash, index) => (outcome.hashes?.[index] === hash ? '=' : outcome.hashes?.[index] === 'missing' ? '?' : '!')).join('')}`);
      if (target !== undefined && statesOf(target, reference.contents, older).some((state) => state !== 'new')) add('bits', `at the end: ${statesOf(target, reference.contents, older).join(', ')}`);
    },
  };
}

/** Copies of a project that exist but are damaged or lack keyframes. */
function incompleteCopies(copies: readonly string[]): readonly string[] {
  return [...new Set(copies)].filter((path) => existsSync(path)).flatMap((path) => {
    try {
      const database = new Sqlite(path, { readonly: true, fileMustExist: true });
      try {
        const verdict = String(database.pragma('quick_check(1)', { simple: true }));
        const { count } = database.prepare('SELECT count(*) AS count FROM keyframe').get() as { count: number };
        return verdict === 'ok' && count >= 5 ? [] : [`${path}: ${verdict}, ${count} keyframes`];
      } finally {
        database.close();
      }
    } catch (error) {
      return [`${path}: ${String(error)}`];
    }
  });
}

/** Unexpected files in the folder of the copies. */
function leftoversOfCopies(folder: string): readonly string[] {
  const out = join(folder, 'out');
  return existsSync(out) ? readdirSync(out).filter((name) => !/^copy-\d\.tintype$/.test(name)) : [];
}
