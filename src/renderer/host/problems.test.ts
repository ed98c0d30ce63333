import { expect, test } from 'vitest';
import { problemsAfter, readProblems } from './problems.ts';

test('the last ten uncaught errors are kept with their time; a damaged list counts as none', () => {
  let problems: ReturnType<typeof readProblems> = [];
  for (let index = 0; index < 12; index++) problems = problemsAfter(problems, new Error(`fault ${index}`), new Date(index * 1000));
  expect(problems).toHaveLength(10);
  expect(problems[0]).toMatchObject({ at: '1970-01-01T00:00:02.000Z' });
  expect(problems[0]?.text).toContain('fault 2');
  expect(readProblems({ getItem: () => JSON.stringify(problems) })).toEqual(problems);
  expect(readProblems({ getItem: () => '{"no":"list"}' })).toEqual([]);
  expect(problemsAfter([], 'x'.repeat(9_000), new Date())[0]?.text).toHaveLength(4_000);
});
