import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createProject, recentProjects, rememberProject } from './index.ts';
import { useTemporaryFolder } from './testing/temporary-folder.ts';

const inFolder = useTemporaryFolder();

function project(name: string): string {
  writeFileSync(inFolder(name), '');
  return inFolder(name);
}

test('the project opened last comes first, once, with its name', () => {
  const data = inFolder('data');
  const [kid, night] = [project('kid.tintype'), project('night.tintype')];
  [kid, night, kid].forEach((path, hour) => rememberProject(data, path, { now: new Date(Date.UTC(2026, 0, 1, hour)) }));
  expect(recentProjects(data)).toEqual([
    { path: kid, name: 'kid', openedAt: '2026-01-01T02:00:00.000Z', state: 'here' },
    { path: night, name: 'night', openedAt: '2026-01-01T01:00:00.000Z', state: 'here' },
  ]);
  expect(readdirSync(data)).toEqual(['recent-projects.json']);
});

test('a project whose drive is away stays on the list as missing', () => {
  const kid = project('kid.tintype');
  rememberProject(inFolder('data'), kid);
  const states = (): readonly string[] => recentProjects(inFolder('data')).map(({ state }) => state);
  rmSync(kid);
  expect(states()).toEqual(['missing']);
  project('kid.tintype');
  expect(states()).toEqual(['here']);
});

test('the list says which projects are open elsewhere and which a newer version has written', () => {
  const data = inFolder('data');
  createProject(inFolder('newer.tintype')).close();
  const bytes = readFileSync(inFolder('newer.tintype'));
  // user_version of the head.
  bytes.writeInt32BE(10_000, 60);
  writeFileSync(inFolder('newer.tintype'), bytes);
  const open = createProject(inFolder('open.tintype'));
  createProject(inFolder('free.tintype')).close();
  for (const name of ['free', 'open', 'newer']) rememberProject(data, inFolder(`${name}.tintype`));
  const states = (options = {}): readonly string[] => recentProjects(data, options).map(({ name, state }) => `${name} ${state}`);
  expect(states()).toEqual(['newer newer', 'open openElsewhere', 'free here']);
  // The project of this process is open here.
  expect(states({ openPath: inFolder('open.tintype') })).toEqual(['newer newer', 'open here', 'free here']);
  open.close();
  expect(states()).toEqual(['newer newer', 'open here', 'free here']);
});

test('the list has at most twenty entries; a damaged list is reset', () => {
  const data = inFolder('data');
  for (let index = 0; index < 25; index++) rememberProject(data, project(`${index}.tintype`));
  expect(recentProjects(data).map((each) => each.name)).toEqual(Array.from({ length: 20 }, (_, index) => String(24 - index)));
  writeFileSync(inFolder('data/recent-projects.json'), '[{');
  expect(recentProjects(data)).toEqual([]);
  expect(rememberProject(data, project('new.tintype'))).toBe(true);
  expect(recentProjects(data).map((each) => each.name)).toEqual(['new']);
});

test('a data folder that is not writable only loses the list', () => {
  writeFileSync(inFolder('file'), '');
  expect(rememberProject(inFolder('file/data'), project('kid.tintype'))).toBe(false);
  expect(recentProjects(inFolder('file/data'))).toEqual([]);
});
