import { expect, test } from 'vitest';
import { projectPathBeside } from './open-clip.ts';

test('the project of a clip lies beside it and has its name', () => {
  expect(projectPathBeside('/films/The Kid.1921.mov')).toBe('/films/The Kid.1921.tintype');
  expect(projectPathBeside('C:\\films\\kid.mxf')).toBe('C:\\films\\kid.tintype');
  expect(projectPathBeside('/films.old/kid')).toBe('/films.old/kid.tintype');
});
