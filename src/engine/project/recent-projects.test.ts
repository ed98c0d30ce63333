import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { recentProjects, rememberProject } from './index.ts';
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
    { path: kid, name: 'kid', openedAt: '2026-01-01T02:00:00.000Z' },
    { path: night, name: 'night', openedAt: '2026-01-01T01:00:00.000Z' },
  ]);
  expect(readdirSync(data)).toEqual(['recent-projects.json']);
});

test('a missing project is not listed, and is again when it is back', () => {
  const kid = project('kid.tintype');
  rememberProject(inFolder('data'), kid);
  rmSync(kid);
  expect(recentProjects(inFolder('data'))).toEqual([]);
  project('kid.tintype');
  expect(recentProjects(inFolder('data')).map((each) => each.path)).toEqual([kid]);
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
