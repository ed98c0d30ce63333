import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks, isDone } from './checks.ts';
import { type EngineHome, makeHome, startEngine } from './engine-process.ts';
import { type Harness, isForm, randomMomentIn, type TrialResult, type WorkloadName } from './harness.ts';

/** Whether a tmpfs can be mounted, which needs Linux and root. */
export function canMount(root: string): boolean {
  const disk = join(root, 'probe-disk');
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

/** Space that the workload needs in the cache and data folders, rounded up. */
const OWN_KB = { paint: 400, propagate: 700 } as const;
/** Space that the first start of an engine needs in these folders. */
const START_KB = 520;
/** Space for the lease, the list and the journal of a delivery. */
const BOOKKEEPING_KB = 16;

/** Runs a workload on a disk with too little space, then enlarges the disk and runs it again. @param share space available of the space needed, 0…1 */
export async function fillDisk(harness: Harness, workload: WorkloadName, share: number): Promise<TrialResult> {
  const reference = await harness.reference(workload);
  const folder = join(harness.root, `disk-${workload}-${share}`);
  const slot = harness.slot(workload);
  mount(folder, 64 * 1024);
  try {
    const setup = harness.setUpTrial(workload, { folder });
    remount(folder, `size=${usedKilobytes(folder) + Math.round((share * (reference.kilobytes + BOOKKEEPING_KB)) / 4) * 4}k`);
    const check = createChecks(harness, setup, reference);
    const engine = await slot.engine();
    const report = await engine.send({ workload: setup.workload });
    check.targets('on the full disk', false);
    check.message(report.outcome);
    if (report.outcome !== 'killed' && report.outcome.state !== 'done' && report.outcome.error?.code !== 'disk.full') check.add('failure', `reported as ${report.outcome.error?.code ?? report.outcome.state}: ${report.outcome.error?.message ?? ''}`);
    if (!isDone(report.outcome)) check.leftovers('on the full disk', slot, engine, () => false);
    remount(folder, 'size=64m');
    check.atEnd(isDone(report.outcome) ? report : await engine.send({ workload: setup.workload }), slot);
    return { part: 'disks', workload, fault: 'disk full', phase: isDone(report.outcome) ? 'enough space' : 'disk.full', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

function usedKilobytes(folder: string): number {
  const { blocks, bfree, bsize } = statfsSync(folder);
  return Math.ceil(((blocks - bfree) * bsize) / 4096) * 4;
}

/** Runs a workload with the cache and data folders on a disk with too little space, then enlarges the disk: acknowledged edits must be kept, and the second run must give the same bits. */
export async function fillOwnDisk(harness: Harness, workload: 'paint' | 'propagate', share: number): Promise<TrialResult> {
  const reference = await harness.reference(workload);
  const folder = join(harness.root, `own-disk-${workload}-${share}`);
  mount(folder, START_KB + Math.round((share * OWN_KB[workload]) / 4) * 4);
  try {
    const home: EngineHome = makeHome(join(folder, 'home'));
    const setup = harness.setUpTrial(workload);
    const project = join(folder, 'film.tintype');
    copyFileSync(harness.film.project, project);
    const ownSetup = { ...setup, project, workload: { kind: workload, project } };
    const check = createChecks(harness, ownSetup, reference);
    const started = await startEngine(home).catch((error: unknown) => String(error));
    if (typeof started === 'string') {
      if (!/disk is full|disk\.full|has .* left/.test(started)) check.add('failure', `the engine did not start: ${started.slice(-400)}`);
      return { part: 'disks', workload: `${workload}, own folders`, fault: 'disk full', phase: 'did not start', problems: check.problems, kills: 0 };
    }
    const report = await started.send({ workload: ownSetup.workload });
    check.message(report.outcome);
    if (report.outcome !== 'killed' && report.outcome.state !== 'done' && report.outcome.error?.code !== 'disk.full') check.add('failure', `reported as ${report.outcome.error?.code ?? report.outcome.state}: ${report.outcome.error?.message ?? ''}`);
    remount(folder, 'size=64m');
    const next = started.isAlive() ? started : await startEngine(home);
    const again = await next.send({ workload: ownSetup.workload });
    check.edits(again, report.acknowledged);
    check.atEnd(again, { home, engine: () => Promise.resolve(next), current: () => next });
    await next.close();
    return { part: 'disks', workload: `${workload}, own folders`, fault: 'disk full', phase: isDone(report.outcome) ? 'enough space' : 'disk.full', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

/** Delivers to a read-only folder; it is read-only from the start, or becomes so in the phase `verify` or `encode`. */
export async function makeReadOnly(harness: Harness, workload: WorkloadName, when: 'before' | 'verify' | 'encode'): Promise<TrialResult> {
  const reference = await harness.reference(workload);
  const folder = join(harness.root, `read-only-${workload}-${when}`);
  const slot = harness.slot(workload);
  mount(folder, 64 * 1024);
  try {
    const setup = harness.setUpTrial(workload, { folder });
    const check = createChecks(harness, setup, reference);
    if (when === 'before') remount(folder, 'ro');
    const engine = await slot.engine();
    const fault = { kind: 'make read-only' as const, ...randomMomentIn(when === 'before' ? 'start' : when, reference, harness.random), folder, seed: 1 };
    const report = await engine.send({ workload: setup.workload, ...(when === 'before' ? {} : { fault }) });
    check.targets('while read-only', isForm(workload));
    check.message(report.outcome);
    const code = report.outcome === 'killed' ? 'killed' : report.outcome.error?.code;
    if (!isDone(report.outcome) && code !== 'file.notWritable') check.add('failure', `reported as ${code ?? 'nothing'}: ${report.outcome === 'killed' ? '' : report.outcome.error?.message ?? ''}`);
    const wasReadOnly = !isWritable(folder);
    remount(folder, 'rw');
    check.atEnd(isDone(report.outcome) ? report : await engine.send({ workload: setup.workload }), slot);
    return { part: 'folders', workload, fault: `read-only ${when === 'before' ? 'from the start' : `in ${when}`}`, phase: wasReadOnly ? 'file.notWritable' : 'remount refused', problems: check.problems, kills: 0 };
  } finally {
    unmount(folder);
  }
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'probe'));
    execFileSync('rmdir', [join(folder, 'probe')]);
    return true;
  } catch {
    return false;
  }
}

