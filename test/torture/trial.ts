import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks, isDone } from './checks.ts';
import { type Harness, isForm, randomMomentIn, type TrialResult, type WorkloadName } from './harness.ts';
import type { FaultKind, Phase } from './protocol.ts';
import { makeTarget } from './targets.ts';

/** Which fault to inject into which workload, and in which phase. */
export interface TrialPlan {
  readonly part: string;
  readonly workload: WorkloadName;
  readonly fault: FaultKind;
  readonly phase: Phase;
}

/** Runs of a workload after its fault, at most. A delivery that has lost colours needs more than one. */
const ATTEMPTS = 4;

/** Runs a workload, injects a fault and runs the workload again until it succeeds. The files on disk are checked after each step. */
export async function runTrial(harness: Harness, { part, workload, fault, phase }: TrialPlan): Promise<TrialResult> {
  const slot = harness.slot(workload);
  const reference = await harness.reference(workload);
  const engine = await slot.engine();
  if (!isForm(workload) && workload !== 'save as') await engine.send({ workload: { kind: 'clear cache' } });
  const setup = harness.setUpTrial(workload);
  const check = createChecks(harness, setup, reference);
  const folder = fault === 'delete cache' || fault === 'damage cache' ? slot.home.cache : join(setup.folder, 'out');
  const faultPlan = { kind: fault, ...randomMomentIn(phase, reference, harness.random), folder, seed: Math.floor(harness.random() * 2 ** 31) };
  let report = await engine.send({ workload: setup.workload, fault: faultPlan });
  const { phaseAtFault } = report;
  const acknowledged = [...report.acknowledged];
  let kills = 0;
  if (fault === 'remove folder') {
    check.message(report.outcome);
    if (setup.target !== undefined) makeTarget(harness.film, setup.target.form, setup.target.folder, { older: harness.olderImages });
    // A delivery that was complete has been removed with the folder.
    if (isDone(report.outcome)) report = await engine.send({ workload: setup.workload });
  } else check.afterFault(report);
  for (let attempt = 0; attempt < ATTEMPTS && !isDone(report.outcome); attempt++) {
    if (report.outcome === 'killed') kills += 1;
    const next = await slot.engine();
    check.afterRecovery(slot, next, report.outcome === 'killed' ? 'after the restart' : 'after the fault', { mayHaveFailedCheck: fault === 'kill ffmpeg' || fault.endsWith('cache') });
    if (setup.target !== undefined && fault.endsWith('cache')) await next.send({ workload: { kind: 'propagate', project: setup.project } });
    report = await next.send({ workload: setup.workload });
    check.edits(report, acknowledged);
    acknowledged.push(...report.acknowledged);
  }
  check.atEnd(report, slot);
  // The next delivery needs a cache with all colours.
  if (setup.target !== undefined && fault.endsWith('cache')) await (await slot.engine()).send({ workload: { kind: 'propagate', project: setup.project } });
  rmSync(setup.folder, { recursive: true, force: true });
  return { part, workload, fault, phase: phaseAtFault ?? 'after the end', problems: check.problems, kills };
}
