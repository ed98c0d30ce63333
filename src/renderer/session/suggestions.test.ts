import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PaletteSuggestion } from '../../shared/contract/colorize.ts';
import { ClipId } from '../../shared/model/ids.ts';
import { createProjectMirror } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import { createSession } from './session-store.ts';
import { createSuggester, type Suggester } from './suggestions.ts';

let suggester: Suggester | undefined;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  suggester?.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A suggester whose engine answers when the test says so. */
function begin() {
  const session = createSession();
  const answers: ((list: PaletteSuggestion[]) => void)[] = [];
  const client = { colorize: { suggest: () => new Promise<PaletteSuggestion[]>((resolve) => { answers.push(resolve); }) } };
  const connection = { state: { getState: () => ({ kind: 'connected' }) }, client: () => client } as unknown as Connection;
  suggester = createSuggester({ project: createProjectMirror(), session, connection, report: (error) => { throw error; } });
  return { session, answers, now: () => suggester!.store.getState() };
}

test('it says that the picture is read until the suggestions are there, and drops those of another clip, also when they come late', async () => {
  const { session, answers, now } = begin();
  session.setState({ clipId: ClipId.parse('film'), frame: 0, cursor: [0.5, 0.5] });
  await vi.advanceTimersByTimeAsync(1000);
  expect(now()).toMatchObject({ isAsked: true, list: [] });
  answers[0]!([{ ab: [10, 20], hex: '#806050', weight: 0.5 }]);
  await vi.advanceTimersByTimeAsync(0);
  expect(now()).toMatchObject({ isAsked: false, list: [{ ab: [10, 20], hex: '#806050', weight: 0.5 }] });

  session.setState({ cursor: [0.6, 0.5] });
  await vi.advanceTimersByTimeAsync(1000);
  session.setState({ clipId: ClipId.parse('another'), cursor: null });
  expect(now().list).toEqual([]);
  answers[1]!([{ ab: [1, 2], hex: '#808080', weight: 0.5 }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(now()).toMatchObject({ isAsked: false, list: [] });
});
