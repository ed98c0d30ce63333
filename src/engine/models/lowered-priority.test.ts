import { constants } from 'node:os';
import { expect, test } from 'vitest';
import { loweredPriority } from './lowered-priority.ts';

const { PRIORITY_NORMAL, PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;

/** Classes of Windows from the middle down, as libuv (src/win/util.c, `uv_os_setpriority`) makes them of nice values. */
const windowsClass = (nice: number): string => (nice < PRIORITY_BELOW_NORMAL ? 'normal' : nice < PRIORITY_LOW ? 'below normal' : 'idle');

test('a process behind a window is one class lower on Windows, and some steps of nice elsewhere', () => {
  expect(windowsClass(loweredPriority(PRIORITY_NORMAL, 'behindWindow', 'win32'))).toBe('below normal');
  expect(windowsClass(loweredPriority(PRIORITY_BELOW_NORMAL, 'behindWindow', 'win32'))).toBe('idle');
  expect(windowsClass(loweredPriority(PRIORITY_NORMAL, 'behindInteractive', 'win32'))).toBe('idle');
  expect(loweredPriority(PRIORITY_NORMAL, 'behindWindow', 'linux')).toBe(3);
  expect(loweredPriority(PRIORITY_NORMAL, 'behindInteractive', 'linux')).toBe(6);
  expect(loweredPriority(18, 'behindWindow', 'darwin')).toBe(PRIORITY_LOW);
});
