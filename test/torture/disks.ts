import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, isForm, momentIn, type Row, type WorkName } from './bench.ts';
import { type Home, makeHome, startEngine } from './driver.ts';
import { createChecks, isDone } from './strikes.ts';

/** Whether a small disk can be mounted here: it takes the rights of root on Linux. */
export function canMount(root: string): boolean {
  const disk = join(root, 'trial-disk');
  mkdirSync(disk, { recursive: true });
  try {
    mount(disk, 64);
    unmount(disk);
    return true;
  } catch {
    return false;
  }
}

function mount(folder: string, kilobytes: number): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
}

function remount(folder: string, options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, folder], { stdio: 'ignore' });
}

function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}

/** What the colouring of the film takes in the program's own folders, with a little to spare. */
const OWN_KB = { paint: 400, propagate: 700 } as const;
/** What the first start takes there. */
const START_KB = 520;
/** Lease, list, journal. */
const MARKS_KB = 16;

/** Writes onto a disk that has room for a share of what is needed; then the disk gets larger and the same is done again. @param share 0…1 */
export async function fillDisk(bench: Bench, work: WorkName, share: number): Promise<Row> {
  const reference = await bench.reference(work);
  const folder = join(bench.root, `disk-${work}-${share}`);
  const slot = bench.slot(work);
  mount(folder, 64 * 1024);
  try {
    const made = bench.makeCase(work, { folder });
    remount(folder, `size=${usedKilobytes(folder) + Math.round((share * (reference.kilobytes + MARKS_KB)) / 4) * 4}k`);
    const check = createChecks(bench, made, reference);
    const engine = await slot.engine();
    const answer = await engine.send({ work: made.work });
    check.places('on the full disk', false);
    check.toldClearly(answer.outcome);
    if (answer.outcome !== 'killed' && answer.outcome.state !== 'done' && answer.outcome.error?.code !== 'disk.full') check.add('failed', `told as ${answer.outcome.error?.code ?? answer.outcome.state}: ${answer.outcome.error?.message ?? ''}`);
    if (!isDone(answer.outcome)) check.leavings('on the full disk', slot, engine, () => false);
    remount(folder, 'size=64m');
    check.atEnd(isDone(answer.outcome) ? answer : await engine.send({ work: made.work }), slot);
    return { part: 'disks', work, blow: 'disk fills', phase: isDone(answer.outcome) ? 'there was room' : 'disk.full', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

function usedKilobytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return Math.ceil(((blocks - bfree) * bsize) / 4096) * 4;
}

/** Colours with cache and data folder on a disk that fills; edits that were acknowledged stay, and with more room the same bits come. */
export async function fillOwnDisk(bench: Bench, work: 'paint' | 'propagate', share: number): Promise<Row> {
  const reference = await bench.reference(work);
  const folder = join(bench.root, `own-disk-${work}-${share}`);
  mount(folder, START_KB + Math.round((share * OWN_KB[work]) / 4) * 4);
  try {
    const home: Home = makeHome(join(folder, 'home'));
    const made = bench.makeCase(work);
    const project = join(folder, 'film.tintype');
    copyFileSync(bench.film.project, project);
    const own = { ...made, project, work: { kind: work, project } };
    const check = createChecks(bench, own, reference);
    const started = await startEngine(home).catch((error: unknown) => String(error));
    if (typeof started === 'string') {
      if (!/disk is full|disk\.full|has .* left/.test(started)) check.add('failed', `the engine did not start: ${started.slice(-400)}`);
      return { part: 'disks', work: `${work}, own folders`, blow: 'disk fills', phase: 'did not start', problems: check.problems, kills: 0 };
    }
    const answer = await started.send({ work: own.work });
    check.toldClearly(answer.outcome);
    if (answer.outcome !== 'killed' && answer.outcome.state !== 'done' && answer.outcome.error?.code !== 'disk.full') check.add('failed', `told as ${answer.outcome.error?.code ?? answer.outcome.state}: ${answer.outcome.error?.message ?? ''}`);
    remount(folder, 'size=64m');
    const next = started.isAlive() ? started : await startEngine(home);
    const again = await next.send({ work: own.work });
    check.present(again, answer.acknowledged);
    check.atEnd(again, { home, engine: () => Promise.resolve(next), current: () => next });
    await next.close();
    return { part: 'disks', work: `${work}, own folders`, blow: 'disk fills', phase: isDone(answer.outcome) ? 'there was room' : 'disk.full', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

/** Delivers into a folder that takes no files: from the beginning, or from some moment of the delivery on. */
export async function makeReadOnly(bench: Bench, work: WorkName, when: 'before' | 'verify' | 'encode'): Promise<Row> {
  const reference = await bench.reference(work);
  const folder = join(bench.root, `read-only-${work}-${when}`);
  const slot = bench.slot(work);
  mount(folder, 64 * 1024);
  try {
    const made = bench.makeCase(work, { folder });
    const check = createChecks(bench, made, reference);
    if (when === 'before') remount(folder, 'ro');
    const engine = await slot.engine();
    const strike = { blow: 'make read-only' as const, ...momentIn(when === 'before' ? 'start' : when, reference, bench.random), folder, seed: 1 };
    const answer = await engine.send({ work: made.work, ...(when === 'before' ? {} : { strike }) });
    check.places('while it takes no files', isForm(work));
    check.toldClearly(answer.outcome);
    const code = answer.outcome === 'killed' ? 'killed' : answer.outcome.error?.code;
    if (!isDone(answer.outcome) && code !== 'file.notWritable') check.add('failed', `told as ${code ?? 'nothing'}: ${answer.outcome === 'killed' ? '' : answer.outcome.error?.message ?? ''}`);
    const wasReadOnly = !isWritable(folder);
    remount(folder, 'rw');
    check.atEnd(isDone(answer.outcome) ? answer : await engine.send({ work: made.work }), slot);
    return { part: 'folders', work, blow: `read-only ${when === 'before' ? 'from the beginning' : `in ${when}`}`, phase: wasReadOnly ? 'file.notWritable' : 'the system refused it', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'tried'));
    execFileSync('rmdir', [join(folder, 'tried')]);
    return true;
  } catch {
    return false;
  }
}

