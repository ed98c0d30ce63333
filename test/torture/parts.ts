import { canMount, fillDisk, fillOwnDisk, makeReadOnly } from './disk-faults.ts';
import { type Harness, type TrialResult, type WorkloadName, WORKLOADS } from './harness.ts';
import { deliverPair, PAIRINGS } from './pairs.ts';
import type { FaultKind, Phase } from './protocol.ts';
import { FORMS } from './targets.ts';
import { type TrialPlan, runTrial } from './trial.ts';

export const PARTS = ['kills', 'cancels', 'disks', 'pairs', 'folders', 'cache'] as const;
export type Part = (typeof PARTS)[number];

/** Default number of trials of each part in `npm run torture`. */
export const LONG_COUNTS: Readonly<Record<Part, number>> = { kills: 200, cancels: 200, disks: 28, pairs: 20, folders: 20, cache: 20 };

/** Phases in which the engine or one of its processes is killed. `start`, or a phase that a workload does not have, stands for any moment of it. */
const KILL_PHASES: Readonly<Record<WorkloadName, readonly Phase[]>> = {
  'paint': ['commit', 'start'], 'propagate': ['decode', 'commit', 'start'], 'save as': ['encode', 'rename', 'commit'],
  'movie': ['decode', 'encode', 'verify', 'rename', 'commit'], 'archive': ['verify', 'encode', 'rename', 'start'], 'images': ['rename', 'encode', 'verify', 'decode'], 'many': ['commit', 'rename', 'verify', 'encode'],
};
/** Half of the kills hit the engine itself. */
const KILLS: readonly FaultKind[] = ['kill engine', 'kill ffmpeg', 'kill engine', 'kill inference'];

/** Runs the trials of a part, one after another. The list of trials depends on `count` alone; their moments also on the seed. */
export async function runPart(harness: Harness, part: Part, count: number, onResult: (result: TrialResult) => void): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = [];
  const add = (result: TrialResult): void => {
    results.push(result);
    onResult(result);
  };
  switch (part) {
    case 'kills': for (const plan of killPlans(count)) add(await runTrial(harness, plan)); break;
    case 'cancels': for (const plan of plansOf(part, count, WORKLOADS.filter((workload) => workload !== 'save as'), 'cancel')) add(await runTrial(harness, plan)); break;
    case 'cache': {
      const workloads: readonly WorkloadName[] = ['propagate', 'movie', 'paint', 'images', 'many'];
      for (const [index, plan] of plansOf(part, count, workloads, 'delete cache').entries()) add(await runTrial(harness, { ...plan, fault: index % 2 === 0 ? 'delete cache' : 'damage cache' }));
      break;
    }
    case 'folders': await folders(harness, count, add); break;
    case 'pairs': {
      for (let index = 0; index < count; index++) add(await deliverPair(harness, FORMS[index % FORMS.length]!, PAIRINGS[Math.floor(index / FORMS.length) % PAIRINGS.length]!, index % 2 === 0 ? 1 : 2));
      break;
    }
    case 'disks': {
      if (!canMount(harness.root)) break;
      const workloads: readonly WorkloadName[] = [...FORMS, 'save as'];
      const own = Math.floor(count / 4);
      for (let index = 0; index < count - own; index++) add(await fillDisk(harness, workloads[index % workloads.length]!, (index + 1) / (count - own)));
      for (let index = 0; index < own; index++) add(await fillOwnDisk(harness, index % 2 === 0 ? 'propagate' : 'paint', (index + 1) / own));
      break;
    }
  }
  return results;
}

function killPlans(count: number): readonly TrialPlan[] {
  return Array.from({ length: count }, (_, index): TrialPlan => {
    const workload = WORKLOADS[index % WORKLOADS.length]!;
    const round = Math.floor(index / WORKLOADS.length);
    const wanted = KILLS[round % KILLS.length]!;
    const phases = KILL_PHASES[workload];
    return { part: 'kills', workload, fault: isPossible(wanted, workload) ? wanted : 'kill engine', phase: phases[(round + Math.floor(round / KILLS.length)) % phases.length]! };
  });
}

/** A delivery starts no inference process when all colours are in the cache, and `save as` starts no process at all. */
function isPossible(fault: FaultKind, workload: WorkloadName): boolean {
  switch (fault) {
    case 'kill ffmpeg': return workload !== 'save as' && workload !== 'paint';
    case 'kill inference': return workload === 'paint' || workload === 'propagate';
    default: return true;
  }
}

function plansOf(part: Part, count: number, workloads: readonly WorkloadName[], fault: FaultKind): readonly TrialPlan[] {
  return Array.from({ length: count }, (_, index): TrialPlan => {
    const workload = workloads[index % workloads.length]!;
    const phases: readonly Phase[] = ['start', ...KILL_PHASES[workload]];
    return { part, workload, fault, phase: phases[Math.floor(index / workloads.length) % phases.length]! };
  });
}

async function folders(harness: Harness, count: number, add: (result: TrialResult) => void): Promise<void> {
  const phases: readonly Phase[] = ['encode', 'verify', 'rename', 'start'];
  const vanishing = canMount(harness.root) ? Math.ceil(count / 2) : count;
  for (let index = 0; index < vanishing; index++) add(await runTrial(harness, { part: 'folders', workload: FORMS[index % FORMS.length]!, fault: 'remove folder', phase: phases[Math.floor(index / FORMS.length) % phases.length]! }));
  const workloads: readonly WorkloadName[] = [...FORMS, 'save as'];
  for (let index = 0; index < count - vanishing; index++) add(await makeReadOnly(harness, workloads[index % workloads.length]!, (['before', 'verify', 'encode'] as const)[Math.floor(index / 2) % 3]!));
}
