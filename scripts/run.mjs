// Runs a TypeScript or JavaScript file under Node 24: `node scripts/run.mjs FILE [argument …]`. The shell of npm may have cached an older node.
import { spawnSync } from 'node:child_process';
import { environment, requireNode } from './machine.mjs';

const result = spawnSync(requireNode(), process.argv.slice(2), { stdio: 'inherit', env: environment() });
process.exit(result.status ?? 1);
