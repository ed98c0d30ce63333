import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { emptyDocument } from '../../shared/model/document.ts';
import type { MissingClip } from '../../shared/contract/media.ts';
import type { Connection } from '../host/connection.ts';
import { watchMissingClips } from './missing-clips.ts';
import type { ProjectMirror } from './project-mirror.ts';

const FILM = { clipId: 'film' } as unknown as MissingClip;

/** Answers that are given when the test says so, in any order. */
function openWindow(): { readonly missing: ReturnType<typeof watchMissingClips>; readonly answers: ((films: readonly MissingClip[]) => Promise<void>)[]; readonly told: () => number } {
  let told = 0;
  const answers: ((films: readonly MissingClip[]) => Promise<void>)[] = [];
  const client = { media: { missing: () => new Promise((resolve) => { answers.push(async (films) => { resolve(films); await Promise.resolve(); await Promise.resolve(); }); }) } };
  const project = createStore<ProjectMirror>(() => ({ known: true, savedAt: null, state: { path: '/film.tintype', readOnly: false, revision: 1, document: emptyDocument } }));
  const missing = watchMissingClips({ project, connection: { client: () => client } as unknown as Connection, report: (error) => { throw error; }, onMissing: () => { told += 1; } });
  return { missing, answers, told: () => told };
}

test('a clip that is missing when the project is opened is told, also where a quiet look overtakes the first', async () => {
  const { missing, answers, told } = openWindow();
  missing.look();
  missing.look({ quietly: true });
  await answers[1]!([FILM]);
  await answers[0]!([FILM]);
  expect(missing.store.getState().films).toEqual([FILM]);
  expect(told()).toBe(1);
});

test('a clip that goes in the midst of work is not told', async () => {
  const { missing, answers, told } = openWindow();
  missing.look();
  await answers[0]!([]);
  missing.look({ quietly: true });
  await answers[1]!([FILM]);
  expect(missing.store.getState().films).toEqual([FILM]);
  expect(told()).toBe(0);
});
