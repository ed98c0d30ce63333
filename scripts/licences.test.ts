import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Licences } from '../src/shared/contract/licences.ts';
import { VERSION } from '../src/shared/version.ts';
import { collectLicences, LICENCES_FILE } from './licences.ts';

const kept = Licences.parse(JSON.parse(readFileSync(LICENCES_FILE, 'utf8')));
const names = (licences: Licences): readonly string[] => licences.packages.map(({ name, version, licence }) => `${name} ${version} ${licence}`);

test('the licences that are shipped are those of the lock file and of the networks (npm run licences makes them anew)', () => {
  const now = collectLicences();
  expect(names(kept)).toEqual(names(now));
  expect(kept.networks).toEqual(now.networks);
});

test('they cover what runs in the engine, in the window and in the shell, and say what the weights may be used for', () => {
  const found = kept.packages.map(({ name }) => name);
  expect(found).toEqual(expect.arrayContaining(['better-sqlite3', 'onnxruntime-node', 'react', 'scheduler', '@tanstack/virtual-core', 'electron']));
  expect(found).not.toContain('vitest');
  expect(kept.packages.filter(({ licence, text }) => licence === 'see its text' && text === '')).toEqual([]);
  expect(kept.networks.length).toBeGreaterThan(0);
  for (const { use } of kept.networks) expect(use).toMatch(/research.*\.$/);
});

test('one version: package.json, its lock file, the program and the head of the change log', () => {
  const json = (path: string): { readonly version?: string } => JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: string };
  expect([json('package.json').version, json('package-lock.json').version, /^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]]).toEqual([VERSION, VERSION, VERSION]);
});
