// `npm run check [-- BASE]`: types, lint, arrows, and the unit tests of what changed since BASE (default: the last commit, with what is not committed).
import { availableParallelism } from 'node:os';
import { arrows, lint, runChecks, types, vitest } from './checks.mjs';

const base = process.argv[2] ?? 'HEAD';
const { failed } = await runChecks([types, lint, vitest('unit', ['--changed', base, '--passWithNoTests', `--maxWorkers=${availableParallelism()}`]), arrows]);
process.exit(failed > 0 ? 1 : 0);
