import { expect, test } from 'vitest';
import { createFrameRates } from './frame-rates.ts';

test('frames a second are told by spans of five seconds, of the last minute alone and since the beginning', () => {
  let ms = 1000;
  const rates = createFrameRates(() => ms);
  expect(rates.lastMinute()).toEqual([]);
  rates.add(10);
  ms += 4999;
  rates.add(5);
  // The span is not over yet.
  expect(rates.lastMinute()).toEqual([]);
  ms += 1;
  expect(rates.lastMinute()).toEqual([3]);
  rates.add(20);
  ms += 10_000;
  expect(rates.lastMinute()).toEqual([3, 4, 0]);
  ms += 55_000;
  expect(rates.lastMinute()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  rates.add(1);
  ms += 5000;
  expect(rates.lastMinute()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.2]);
});
