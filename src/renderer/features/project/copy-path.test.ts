import { expect, test } from 'vitest';
import { copyPath, copyPlace } from './copy-path.ts';

test('a copy goes beside its project, with either kind of slash', () => {
  expect(copyPath(copyPlace('/films/kid.tintype'))).toBe('/films/kid copy.tintype');
  expect(copyPath(copyPlace('C:\\films\\kid.tintype'))).toBe('C:\\films\\kid copy.tintype');
  expect(copyPath(copyPlace('/kid.tintype'))).toBe('/kid copy.tintype');
});

test('a name that is typed with its ending has it once', () => {
  expect(copyPath({ folder: '/films/', name: ' reel 2.tintype ' })).toBe('/films/reel 2.tintype');
});
