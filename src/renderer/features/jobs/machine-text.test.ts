import { expect, test } from 'vitest';
import { cacheText, deviceText, deviceTitle } from './machine-text.ts';

test('the device is told with its measured speed, and by its name alone where none was measured', () => {
  expect(deviceText({ name: 'CPU', framesPerSecond: 1.836 })).toBe('CPU, 1.84 f/s');
  expect(deviceText({ name: 'WebGPU', framesPerSecond: 14.2 })).toBe('WebGPU, 14 f/s');
  expect(deviceText({ name: 'CPU' })).toBe('CPU');
  expect(deviceTitle({ name: 'CPU' })).toContain('has not been measured');
});

test('the unit of the cache is said once where both figures have it', () => {
  expect(cacheText({ bytes: 41e9, budgetBytes: 200e9 })).toBe('Cache 41 of 200 GB');
  expect(cacheText({ bytes: 3.24e6, budgetBytes: 20e9 })).toBe('Cache 3.2 MB of 20 GB');
  expect(cacheText({ bytes: 0, budgetBytes: 20e9 })).toBe('Cache 0 B of 20 GB');
});
