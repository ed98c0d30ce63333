import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ClipId, newId } from '../../shared/model/ids.ts';
import { afterFirstPicture } from './first-picture.ts';
import { createSession } from './session-store.ts';
import type { ReadyFrame, ShownFrames } from './shown-frames.ts';

const clipId = newId(ClipId);
const ready = { clipId, frame: 0, plane: undefined, planeKey: undefined } as unknown as ReadyFrame;

function house(): { readonly turn: ReturnType<typeof afterFirstPicture>; readonly heard: string[]; readonly show: (ready: ReadyFrame | undefined) => void; readonly fail: () => void } {
  const session = createSession();
  session.setState({ clipId });
  const shown = createStore<ShownFrames>(() => ({ ready: undefined, other: undefined }));
  const listeners = new Set<() => void>();
  let failed = false;
  const turn = afterFirstPicture({ session, shown, luma: { failed: () => failed, subscribe: (listener) => { listeners.add(listener); return () => { listeners.delete(listener); }; } }, pixelsOf: (id) => ({ clipId: id }) });
  const heard: string[] = [];
  for (const name of ['timeline', 'poster']) turn.subscribe(() => { heard.push(name); });
  return {
    turn, heard,
    show: (now) => { shown.setState({ ready: now }); },
    fail: () => { failed = true; for (const listener of listeners) listener(); },
  };
}

test('deferred work starts when the first picture is shown, once per clip', () => {
  const { turn, heard, show } = house();
  expect(turn.hasCome()).toBe(false);
  show(ready);
  expect(turn.hasCome()).toBe(true);
  show({ ...ready, frame: 1 });
  expect(heard).toEqual(['timeline', 'poster']);
  show(undefined);
  expect(turn.hasCome()).toBe(false);
  show(ready);
  expect(heard).toEqual(['timeline', 'poster', 'timeline', 'poster']);
});

test('deferred work also starts when the first picture fails to load', () => {
  const { turn, heard, fail } = house();
  fail();
  expect(turn.hasCome()).toBe(true);
  expect(heard).toEqual(['timeline', 'poster']);
});
