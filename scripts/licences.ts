import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Licences } from '../src/shared/contract/licences.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const LICENCES_FILE = join(ROOT, 'resources', 'licences.json');

const Locked = z.object({
  version: z.string().optional(), license: z.string().optional(), dev: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(), optionalDependencies: z.record(z.string(), z.string()).optional(), peerDependencies: z.record(z.string(), z.string()).optional(),
});
const Lock = z.object({ packages: z.record(z.string(), Locked) });
const Manifest = z.object({ id: z.string(), version: z.string(), licence: z.string(), card: z.string().optional() });

/** Shipped in addition to the production packages of the lock file: the shell itself. */
const SHELL = 'electron';

/** Bare imports of the renderer: packages of its bundle, which the lock file marks as development. */
function bundledPackages(): readonly string[] {
  const files = readdirSync(join(ROOT, 'src/renderer'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'));
  const names = files.flatMap((name) => [...readFileSync(join(ROOT, 'src/renderer', name), 'utf8').matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map((match) => match[1] ?? ''));
  return [...new Set(names)].filter((name) => name !== '' && !name.startsWith('node:')).toSorted();
}

/** Licence text of a package; empty when it contains none. */
function licenceText(folder: string): string {
  if (!existsSync(folder)) return '';
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(name));
  return file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
}

/** All parts of an installation with their licences: packages of the lock file, and the networks with the terms of their cards. */
export function collectLicences(): Licences {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const shipped = new Set(Object.entries(packages).filter(([path, each]) => path !== '' && each.dev !== true).map(([path]) => path));
  const queue = [...bundledPackages(), SHELL].map((name) => `node_modules/${name}`);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const found = packages[path];
    if (found === undefined || (shipped.has(path) && found.dev === true)) continue;
    shipped.add(path);
    // Packages that only install the shell are not part of the program.
    if (path !== `node_modules/${SHELL}`) queue.push(...Object.keys(found.dependencies ?? {}).map((name) => `node_modules/${name}`));
  }
  const entries = [...shipped].filter((path) => !path.includes('/@types/')).map((path) => {
    const each = packages[path];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return { name, version: each?.version ?? '', licence: each?.license ?? 'see its text', text: licenceText(join(ROOT, path)) };
  });
  const unique = new Map(entries.map((entry) => [`${entry.name} ${entry.version}`, entry]));
  return { packages: [...unique.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1)), networks: networks() };
}

function networks(): Licences['networks'] {
  const folder = join(ROOT, 'resources/models');
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'manifest.json'))).toSorted().map((name) => {
    const { id, version, card = 'MODEL_CARD.md' } = Manifest.parse(JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8')));
    const text = readFileSync(join(folder, name, card), 'utf8');
    const use = /\*\*(Part of this material[^*]+)\*\*/.exec(text)?.[1]?.replace(/\s+/g, ' ').replace(/[^.]$/, '$&.') ?? '';
    return { id, version, use, text: text.trim() };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = collectLicences();
  writeFileSync(LICENCES_FILE, `${JSON.stringify(found, null, 1)}\n`);
  console.log(`${found.packages.length} packages, ${found.networks.length} networks: ${LICENCES_FILE}`);
}
