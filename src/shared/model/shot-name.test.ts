import { expect, test } from 'vitest';
import { isNameLost, mergedName } from './shot-name.ts';

test('a chosen name holds over one that the program gave; of two chosen ones the second is lost', () => {
  const outcomes = ([
    ['Shot 03', 'Shot 04'], ['Shot 03', 'Shot 03 b'], ['Shot 03', 'Harbour'], ['Shot 03 b', 'Harbour'], ['Not in list 02', 'Harbour'], ['Harbour', 'Shot 04'], ['Harbour', 'Not in sequence 01'],
    ['Harbour', 'Harbour b'], ['Harbour b', 'Harbour c'], ['Harbour', 'Harbour'], ['Harbour', 'Street'], ['Shot of the harbour', 'Street'],
  ] as const).map(([first, second]) => [mergedName(first, second), isNameLost(first, second)]);
  expect(outcomes).toEqual([
    ['Shot 03', false], ['Shot 03', false], ['Harbour', false], ['Harbour', false], ['Harbour', false], ['Harbour', false], ['Harbour', false],
    ['Harbour', false], ['Harbour b', false], ['Harbour', false], ['Harbour', true], ['Shot of the harbour', true],
  ]);
});
