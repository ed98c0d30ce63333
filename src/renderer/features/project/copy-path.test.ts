import { expect, test } from 'vitest';
import { copyPath, copyPlace } from './copy-path.ts';

test('a copy is saved beside its project, with either kind of slash', () => {
  expect(copyPath(copyPlace('/films/kid.tintype'))).toBe('/films/kid copy.tintype');
  expect(copyPath(copyPlace('C:\\films\\kid.tintype'))).toBe('C:\\films\\kid copy.tintype');
  expect(copyPath(copyPlace('/kid.tintype'))).toBe('/kid copy.tintype');
});

test('a name typed with its extension gets it once', () => {
  expect(copyPath({ folder: '/films/', name: ' reel 2.tintype ' })).toBe('/films/reel 2.tintype');
});
