// `npm run demo`: colours and delivers the sample film through the command line.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, requireNode, root } from './machine.mjs';

const result = spawnSync(requireNode(), [join(root, 'scripts', 'demo.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: environment(), cwd: root });
process.exit(result.status ?? 1);
