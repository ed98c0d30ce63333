import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSession } from '../../session/session-store.ts';
import { followLightness, REST_MS } from './lightness-under-pointer.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** A picture that is lighter from left to right. What is drawn for the session's lightness, as the palette is, is drawn with each of its changes. */
function hovering(): { readonly moveTo: (x: number) => void; readonly drawn: readonly number[]; readonly leave: () => void; readonly end: () => void } {
  const session = createSession();
  const drawn: number[] = [];
  session.subscribe((now, before) => { if (now.lightness !== before.lightness) drawn.push(now.lightness); });
  const end = followLightness(session, ([x]) => 100 * x);
  return { drawn, end, moveTo: (x) => { session.setState({ cursor: [x, 0.5] }); }, leave: () => { session.setState({ cursor: null }); } };
}

test('while the pointer moves over the picture nothing is drawn for the lightness under it; where it rests, once', () => {
  const { moveTo, drawn } = hovering();
  for (let step = 0; step <= 50; step++) {
    moveTo(step / 64);
    vi.advanceTimersByTime(16);
  }
  expect(drawn).toEqual([]);
  vi.advanceTimersByTime(REST_MS);
  expect(drawn).toEqual([78]);
  moveTo(50.1 / 64);
  vi.advanceTimersByTime(10 * REST_MS);
  expect(drawn).toEqual([78]);
});

test('off the picture the lightness stays as it was, and after the end nothing is read', () => {
  const { moveTo, drawn, leave, end } = hovering();
  moveTo(0.25);
  vi.advanceTimersByTime(REST_MS);
  moveTo(0.5);
  leave();
  vi.advanceTimersByTime(REST_MS);
  expect(drawn).toEqual([25]);
  moveTo(0.75);
  end();
  vi.advanceTimersByTime(REST_MS);
  expect(drawn).toEqual([25]);
});
