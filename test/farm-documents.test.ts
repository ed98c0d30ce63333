import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

// The systemd unit and the container file of docs/guide/farm.md, held against the program.
const root = fileURLToPath(new URL('..', import.meta.url));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const guide = text('docs/guide/farm.md');
const { bin, dependencies, optionalDependencies } = z.object({ bin: z.object({ tintype: z.string() }), dependencies: z.record(z.string(), z.string()), optionalDependencies: z.object({ node: z.string() }) }).parse(JSON.parse(text('package.json')));

function block(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(guide);
  if (found === null) throw new Error(`The guide has no ${language}.`);
  return found[1]!;
}

const unit = block('ini');
const dockerfile = block('dockerfile');
/** Where both have the program. */
const INSTALLED = '/opt/tintype';
const verifier = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!verifier) console.warn('SKIPPED: the systemd unit of the guide is not verified: systemd-analyze is missing (Debian: systemd).');

test.skipIf(!verifier)('systemd finds nothing wrong with the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-unit-'));
  const verified = (content: string): string => {
    const file = join(folder, 'tintype-worker.service');
    writeFileSync(file, content);
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8', env: { ...process.env, SYSTEMD_LOG_COLOR: '0' } });
    return stdout + stderr;
  };
  try {
    const here = unit.replaceAll(INSTALLED, root.replace(/\/$/, ''));
    expect(verified(here)).toBe('');
    expect(verified(here.replace('KillMode=mixed', 'KillMode=some'))).toContain('Failed to parse kill mode');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('both start the program with options and settings that it has', () => {
  const help = spawnSync(process.execPath, [join(root, bin.tintype), 'worker', '--help'], { encoding: 'utf8' }).stdout;
  const started = [/^ExecStart=(.*)$/m.exec(unit)![1]!.split(' '), ['node', ...z.array(z.string()).parse(JSON.parse(/^ENTRYPOINT (.*)$/m.exec(dockerfile)![1]!)).slice(1)]];
  expect(started.map((words) => words.find((word) => word.endsWith('.mjs')))).toEqual([join(INSTALLED, bin.tintype), bin.tintype]);
  for (const words of started) {
    expect(words).toContain('worker');
    for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(`${option} `);
  }
  const sources = globSync('src/**/*.ts', { cwd: root }).map(text).join('\n');
  const settings = new Set((unit + dockerfile).match(/TINTYPE_\w+/g));
  expect(settings.size).toBeGreaterThan(3);
  for (const setting of settings) expect(sources).toContain(setting);
});

test('the image has the program’s Node, what it imports and what its build needs', () => {
  const [major] = /\d+/.exec(optionalDependencies.node)!;
  expect(/^FROM node:(\d+)-/m.exec(dockerfile)?.[1]).toBe(major);
  expect(dockerfile).toContain('npm ci --ignore-scripts --omit=dev');
  const parts = globSync('src/{cli,engine,shared}/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/{testing,fixtures}/**'] });
  const imported = new Set(parts.flatMap((part) => [...text(part).matchAll(/^(?:import (?!type )|\} )[^'\n]*from '([^.'][^']*)'/gm)].map((match) => match[1]!)));
  const packages = new Set([...imported].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')));
  expect(packages).toContain('bullmq');
  expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);

  const ignored = text('.dockerignore').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '.git', 'training']));
  for (const needed of ['src', 'bin', 'resources', 'package.json', 'package-lock.json', '.npmrc']) expect(ignored).not.toContain(needed);
});
