import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFramePacing } from './frame-pacing.ts';

let refreshMs = 1000 / 60;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('requestAnimationFrame', (done: () => void) => setTimeout(done, refreshMs));
  vi.stubGlobal('cancelAnimationFrame', clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Pause after a drawing, ms, once the refresh rate is known. */
async function restAfterWatching(pace = createFramePacing(), signal = new AbortController().signal): Promise<number> {
  void pace.yieldToInput(signal);
  await vi.advanceTimersByTimeAsync(10_000);
  const from = performance.now();
  let tookMs = Infinity;
  void pace.yieldToInput(signal).then(() => { tookMs = performance.now() - from; });
  await vi.advanceTimersByTimeAsync(10_000);
  return tookMs;
}

test('while the screen keeps up there is no pause', async () => {
  refreshMs = 1000 / 60;
  expect(await restAfterWatching()).toBe(0);
  refreshMs = 1000 / 144;
  expect(await restAfterWatching()).toBe(0);
});

test('where it falls behind the pause is four times the delay, and at most a quarter of a second', async () => {
  refreshMs = 25;
  expect(await restAfterWatching()).toBeCloseTo(4 * (100 - 4000 / 60), -1);
  refreshMs = 2_000;
  expect(await restAfterWatching()).toBeCloseTo(250, -1);
});

test('one slow frame has a short effect, and the end of a gesture ends the pause', async () => {
  const pace = createFramePacing();
  refreshMs = 2_000;
  await restAfterWatching(pace);
  refreshMs = 1000 / 60;
  for (let drawing = 0; drawing < 3; drawing++) await restAfterWatching(pace);
  expect(await restAfterWatching(pace)).toBe(0);
  refreshMs = 2_000;
  await restAfterWatching(pace);
  const ended = new AbortController();
  const resting = pace.yieldToInput(ended.signal);
  ended.abort();
  await expect(resting).resolves.toBeUndefined();
});
