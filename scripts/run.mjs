// Runs a TypeScript or JavaScript file under Node 24: `node scripts/run.mjs FILE [argument …]`. npm's shell may still remember an older node.
import { spawnSync } from 'node:child_process';
import { environment, requireNode } from './machine.mjs';

const result = spawnSync(requireNode(), process.argv.slice(2), { stdio: 'inherit', env: environment() });
process.exit(result.status ?? 1);
