import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ClipId } from '../../shared/model/ids.ts';
import { afterGestureColour, LONGEST_HOLD_MS } from './after-gesture-colour.ts';
import type { Paintings } from './painter.ts';
import { createSession } from './session-store.ts';

const LIVE = { clipId: ClipId.parse('clip_01234567890123456789012345'), frame: 3, hints: [] };

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

function setUp(options: { readonly gesture: boolean; readonly busy: boolean }) {
  const session = createSession();
  if (options.gesture) session.setState({ live: LIVE });
  const store = createStore<Paintings>(() => ({ frames: new Map(), busy: options.busy, failed: null }));
  const refreshes: (() => void)[] = [];
  let isOver = false;
  const waiting = afterGestureColour({ session, painter: { store }, atRefresh: (draw) => { refreshes.push(draw); } })().then(() => { isOver = true; });
  return { store, refresh: () => { for (const draw of refreshes.splice(0)) draw(); }, isOver: async () => { await vi.advanceTimersByTimeAsync(0); return isOver; }, waiting };
}

test('a change that no gesture made, or whose colour is there, does not wait', async () => {
  expect(await setUp({ gesture: false, busy: true }).isOver()).toBe(true);
  expect(await setUp({ gesture: true, busy: false }).isOver()).toBe(true);
});

test('the change of a gesture waits for the refresh that draws its colour', async () => {
  const held = setUp({ gesture: true, busy: true });
  expect(await held.isOver()).toBe(false);
  held.store.setState({ frames: new Map() });
  expect(await held.isOver()).toBe(false);
  held.refresh();
  expect(await held.isOver()).toBe(true);
});

test('a colour that cannot be made holds nothing up', async () => {
  const held = setUp({ gesture: true, busy: true });
  held.store.setState({ busy: false, failed: 'The network is missing.' });
  held.refresh();
  expect(await held.isOver()).toBe(true);
});

test('a slow colour, or a window that is not drawn, holds the change up for a moment only', async () => {
  const held = setUp({ gesture: true, busy: true });
  held.store.setState({ frames: new Map() });
  await vi.advanceTimersByTimeAsync(LONGEST_HOLD_MS - 1);
  expect(await held.isOver()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await held.isOver()).toBe(true);
});
