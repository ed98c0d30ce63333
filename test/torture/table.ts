import type { Problem, TrialResult } from './harness.ts';

const KINDS: readonly Problem['kind'][] = ['loss', 'incomplete file', 'foreign file', 'bits', 'leftover file', 'failure'];
const HEADS = ['losses', 'incomplete files', 'foreign files changed', 'differing bits', 'leftover files', 'failures'];

/** One row per kind of fault: the number of trials, their phases, and the trials with each kind of problem. */
export function tortureTable(results: readonly TrialResult[]): string {
  const groups = [...Map.groupBy(results, ({ part, fault, workload }) => (part === 'kills' || part === 'cancels' ? `${part}: ${fault}` : `${part}: ${fault} (${workload})`))];
  const lines = groups.map(([name, group]) => `| ${name} | ${group.length} | ${phasesOf(group)} | ${KINDS.map((kind) => countOf(group, kind)).join(' | ')} |`);
  return [
    `| fault | trials | phase | ${HEADS.join(' | ')} |`,
    `|---|---|---|${HEADS.map(() => '---').join('|')}|`,
    ...lines,
    `| **total** | ${results.length} | | ${KINDS.map((kind) => countOf(results, kind)).join(' | ')} |`,
  ].join('\n');
}

/** Kills by phase and by workload. */
export function killTable(results: readonly TrialResult[]): string {
  const kills = results.filter(({ part }) => part === 'kills');
  const phases = [...new Set(kills.map(({ phase }) => phase))].toSorted();
  const byWorkload = [...Map.groupBy(kills, ({ workload }) => workload)];
  const line = (name: string, group: readonly TrialResult[]): string => `| ${name} | ${phases.map((phase) => group.filter((result) => result.phase === phase).length).join(' | ')} | ${group.length} |`;
  return [`| kills in | ${phases.join(' | ')} | total |`, `|---|${phases.map(() => '---').join('|')}|---|`, ...byWorkload.map(([workload, group]) => line(workload, group)), line('**total**', kills)].join('\n');
}

function phasesOf(group: readonly TrialResult[]): string {
  return [...Map.groupBy(group, ({ phase }) => phase)].map(([phase, found]) => `${phase} ${found.length}`).toSorted().join(', ');
}

function countOf(results: readonly TrialResult[], kind: Problem['kind']): number {
  return results.filter(({ problems }) => problems.some((problem) => problem.kind === kind)).length;
}
