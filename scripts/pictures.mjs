// `npm run pictures`: takes the pictures of README and docs from the program with the sample film.
import { spawnSync } from 'node:child_process';
import { environment, requireNode, root, toolScript } from './machine.mjs';

const result = spawnSync(requireNode(), [toolScript('@playwright/test', 'playwright'), 'test', '-c', 'test/e2e/playwright.config.ts', 'pictures', 'guide'], { cwd: root, stdio: 'inherit', env: environment({ TINTYPE_PICTURES: '1' }) });
process.exit(result.status ?? 1);
