// `npm run check [-- BASE]`: types, lint, arrows, and the unit tests of what changed since BASE (default: the last commit, with what is not committed).
// Of the lint rules those that need types look at changed files only; `npm test` applies all rules to all files.
import { spawnSync } from 'node:child_process';
import { arrows, quickLint, runChecks, types, vitest } from './checks.mjs';
import { root } from './machine.mjs';

const base = process.argv[2] ?? 'HEAD';

/** Files that differ from BASE or are new. Without git all files count as unchanged. */
function changedFiles() {
  const list = (args) => (spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout ?? '').split('\n').filter((path) => path !== '');
  return [...list(['diff', '--name-only', base]), ...list(['ls-files', '--others', '--exclude-standard'])];
}

const { failed } = await runChecks([types, quickLint(changedFiles()), vitest('unit', ['--changed', base, '--passWithNoTests']), arrows]);
process.exit(failed > 0 ? 1 : 0);
