import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MissingClip } from '../../shared/contract/media.ts';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { Connection } from '../host/connection.ts';
import { documentOf, type ProjectStore } from './project-mirror.ts';

type MissingClipsStore = StoreApi<{ readonly films: readonly MissingClip[] }>;

/** Tracks which clips of the open project have no media. Checks when a project is opened or a clip's path changes. */
export interface MissingClips {
  readonly store: MissingClipsStore;
  /** @param options `quietly`: `onMissing` is not called */
  look(options?: { readonly quietly?: boolean }): void;
  /** Returns an unsubscribe function. */
  readonly stop: () => void;
}

export function watchMissingClips({ project, connection, report, onMissing }: { readonly project: ProjectStore; readonly connection: Connection; readonly report: (error: unknown) => void; readonly onMissing: () => void }): MissingClips {
  const store: MissingClipsStore = createStore(() => ({ films: [] }));
  let ticket = 0;
  /** Whether the answer that is awaited is told by `onMissing`. A quiet look that overtakes another leaves that to be told. */
  let isTold = false;

  async function ask({ quietly = false }: { readonly quietly?: boolean } = {}): Promise<void> {
    const mine = ++ticket;
    isTold ||= !quietly;
    const { state } = project.getState();
    if (state === null) {
      store.setState({ films: [] });
      return;
    }
    try {
      const films = await connection.client().media.missing();
      if (mine !== ticket) return;
      const isNew = films.some((film) => !store.getState().films.some((each) => each.clipId === film.clipId));
      store.setState({ films });
      const tells = isTold;
      isTold = false;
      if (isNew && tells) onMissing();
    } catch (error) {
      // The project was closed or the engine stopped during the check.
      const moved = error instanceof AppError && (error.code === 'project.none' || error.code === 'network.unreachable');
      if (!moved && !isAbort(error)) report(error);
    }
  }
  const look: MissingClips['look'] = (options) => { void ask(options); };
  const places = (): string => JSON.stringify([project.getState().state?.path, documentOf(project.getState()).clips.map((clip) => clip.source)]);
  let before = '';
  const stop = project.subscribe(() => {
    const now = places();
    if (now === before) return;
    before = now;
    look();
  });
  return { store, look, stop };
}
