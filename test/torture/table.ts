import type { Problem, Row } from './bench.ts';

const KINDS: readonly Problem['kind'][] = ['loss', 'half file', 'foreign file', 'bits', 'left over', 'failed'];
const HEADS = ['losses', 'half files', 'foreign files touched', 'differing bits', 'scratch left', 'failed or told unclearly'];

/** What was done, how often, where it hit, and what came of it. */
export function tortureTable(rows: readonly Row[]): string {
  const groups = [...Map.groupBy(rows, ({ part, blow, work }) => (part === 'kills' || part === 'cancels' ? `${part}: ${blow}` : `${part}: ${blow} (${work})`))];
  const lines = groups.map(([name, group]) => `| ${name} | ${group.length} | ${phasesOf(group)} | ${KINDS.map((kind) => countOf(group, kind)).join(' | ')} |`);
  return [
    `| what | times | where it was when it was hit | ${HEADS.join(' | ')} |`,
    `|---|---|---|${HEADS.map(() => '---').join('|')}|`,
    ...lines,
    `| **together** | ${rows.length} | | ${KINDS.map((kind) => countOf(rows, kind)).join(' | ')} |`,
  ].join('\n');
}

/** Kills by phase and by work. */
export function killTable(rows: readonly Row[]): string {
  const kills = rows.filter(({ part }) => part === 'kills');
  const phases = [...new Set(kills.map(({ phase }) => phase))].toSorted();
  const works = [...Map.groupBy(kills, ({ work }) => work)];
  const line = (name: string, group: readonly Row[]): string => `| ${name} | ${phases.map((phase) => group.filter((row) => row.phase === phase).length).join(' | ')} | ${group.length} |`;
  return [`| kills in | ${phases.join(' | ')} | together |`, `|---|${phases.map(() => '---').join('|')}|---|`, ...works.map(([work, group]) => line(work, group)), line('**together**', kills)].join('\n');
}

function phasesOf(group: readonly Row[]): string {
  return [...Map.groupBy(group, ({ phase }) => phase)].map(([phase, found]) => `${phase} ${found.length}`).toSorted().join(', ');
}

function countOf(rows: readonly Row[], kind: Problem['kind']): number {
  return rows.filter(({ problems }) => problems.some((problem) => problem.kind === kind)).length;
}
