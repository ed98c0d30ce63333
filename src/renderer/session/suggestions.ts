import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PaletteSuggestion } from '../../shared/contract/colorize.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { ImagePoint } from '../../shared/model/hint.ts';
import type { Edits } from '../editor/edits.ts';
import { documentOf, keyframeAt, type ProjectStore } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import type { SessionStore } from './session-store.ts';

export interface Suggestions {
  readonly at: ImagePoint | null;
  readonly list: readonly PaletteSuggestion[];
  /** Whether the engine is asked for others: the first time on a frame takes a while. */
  readonly isAsked: boolean;
}

export interface Suggester {
  readonly store: StoreApi<Suggestions>;
  stop(): void;
}

/** Takes a suggested colour; one of a swatch stays linked to it. */
export function takeSuggestion(edits: Pick<Edits, 'applyColour'>, { ab, scene }: PaletteSuggestion): void {
  edits.applyColour(ab, { settled: true, ...(scene?.swatch === undefined ? {} : { swatch: scene.swatch }) });
}

/** Time without pointer movement, ms, after which suggestions are requested. */
const REST_MS = 250;

/** Requests suggested colours for the position of the pointer or of the selected hint. The newest request wins. */
export function createSuggester(options: { readonly project: ProjectStore; readonly session: SessionStore; readonly connection: Connection; readonly report: (error: unknown) => void }): Suggester {
  const { project, session, connection } = options;
  const store = createStore<Suggestions>(() => ({ at: null, list: [], isAsked: false }));
  let timer: number | undefined;
  let asking: AbortController | undefined;

  async function ask(): Promise<void> {
    const { clipId, frame, cursor, speed, live } = session.getState();
    if (clipId === null || cursor === null || speed !== 0 || live !== null || connection.state.getState().kind !== 'connected') return;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    store.setState({ isAsked: true });
    const hints = [...(keyframeAt(documentOf(project.getState()), clipId, frame)?.hints ?? [])];
    try {
      const list = await connection.client().colorize.suggest({ clipId, frame: frameIndex(frame), hints, at: cursor }, { signal: mine.signal });
      if (!mine.signal.aborted) store.setState({ at: cursor, list });
    } catch (error) {
      if (!isAbort(error) && !mine.signal.aborted) options.report(error);
    } finally {
      if (asking === mine) store.setState({ isAsked: false });
    }
  }

  const stop = session.subscribe((now, before) => {
    // Those of another clip's picture say nothing of this one.
    if (now.clipId !== before.clipId) {
      asking?.abort();
      store.setState({ at: null, list: [] });
    }
    if (now.cursor === before.cursor && now.frame === before.frame && now.live === before.live) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { void ask(); }, REST_MS);
  });
  return {
    store,
    stop() {
      stop();
      window.clearTimeout(timer);
      asking?.abort();
    },
  };
}
