import { z } from 'zod';
import type { Preferences } from './preferences.ts';

/** An error that no part of the window has caught, and when. */
const Problem = z.object({ at: z.string(), text: z.string() });
export type Problem = z.infer<typeof Problem>;

const PREFERENCE = 'problems';
const [MOST, LONGEST] = [10, 4_000];

/** The last uncaught errors of windows on this computer, oldest first. They are kept with the preferences, and sent nowhere. */
export function readProblems(preferences: Pick<Preferences, 'getItem'>): readonly Problem[] {
  try {
    return z.array(Problem).parse(JSON.parse(preferences.getItem(PREFERENCE) ?? '[]'));
  } catch {
    // Damaged, or by another version: nothing is known then.
    return [];
  }
}

export function clearProblems(preferences: Pick<Preferences, 'setItem'>): void {
  preferences.setItem(PREFERENCE, '[]');
}

/** Pure: the list with one more, without the oldest where it is full. */
export function problemsAfter(problems: readonly Problem[], error: unknown, at: Date): readonly Problem[] {
  const text = (error instanceof Error ? error.stack ?? error.message : String(error)).slice(0, LONGEST);
  return [...problems, { at: at.toISOString(), text }].slice(-MOST);
}

/** Keeps what goes uncaught in this window. Returns an unsubscribe function. */
export function keepProblems(preferences: Preferences): () => void {
  const life = new AbortController();
  const keep = (error: unknown): void => {
    // Before the preferences are here, an earlier list would be lost.
    if (preferences.store.getState().values !== null) preferences.setItem(PREFERENCE, JSON.stringify(problemsAfter(readProblems(preferences), error, new Date())));
  };
  window.addEventListener('error', (event) => { keep(event.error ?? event.message); }, { signal: life.signal });
  window.addEventListener('unhandledrejection', (event) => { keep(event.reason); }, { signal: life.signal });
  return () => { life.abort(); };
}
