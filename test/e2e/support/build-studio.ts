import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds the renderer once before all tests, unless the build is newer than all its sources. */
export default async function buildStudio(): Promise<void> {
  const built = join(ROOT, 'out', 'studio', 'index.html');
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  const newest = ['src/renderer', 'src/shared'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(ROOT, folder, name)).mtimeMs));
  if (Math.max(...newest) > builtAt) await build({ configFile: join(ROOT, 'vite.studio.config.ts'), logLevel: 'warn' });
}
