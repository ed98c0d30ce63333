import type { Logger } from 'pino';
import { isAbort } from '../../shared/errors/app-error.ts';
import { type ProjectStore, snapshotsOf, takeSnapshot } from '../project/index.ts';

const SNAPSHOT_EVERY_MS = 10 * 60_000;
const FOLLOW_EVERY_MS = 500;

export interface WatchOptions {
  readonly dataDirectory: string;
  readonly log: Logger;
  readonly snapshotEveryMs?: number;
}

/**
 * What goes on by itself while a project is open: one that is written here is copied now and then, when something has changed; one
 * that is written in another window is followed. Returns its end.
 */
export function watchProject(store: ProjectStore, options: WatchOptions): () => void {
  switch (store.readOnlyReason) {
    case undefined: return keepSnapshots(store, options);
    case 'openElsewhere': return followWriter(store, options);
    case 'notWritable': return () => undefined;
  }
}

function keepSnapshots(store: ProjectStore, { dataDirectory, log, snapshotEveryMs = SNAPSHOT_EVERY_MS }: WatchOptions): () => void {
  let copied: number | undefined;
  let ended = false;
  async function copy(): Promise<void> {
    const { revision } = store;
    if (revision === copied || store.document.clips.length === 0) return;
    copied = revision;
    try {
      await takeSnapshot(store, dataDirectory);
    } catch (error) {
      // Closed in the middle, or no room: what is in the project itself is safe, so a person is not stopped for it.
      if (!ended && !isAbort(error)) log.warn({ err: error, path: store.path }, 'no snapshot could be taken');
    }
  }
  // As it was found, unless it was copied a moment ago.
  const [newest] = snapshotsOf(dataDirectory, store.path);
  if (newest === undefined || Date.now() - Date.parse(newest.takenAt) > snapshotEveryMs) void copy();
  else copied = store.revision;
  const timer = setInterval(() => { void copy(); }, snapshotEveryMs);
  timer.unref();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

function followWriter(store: ProjectStore, { log }: WatchOptions): () => void {
  let told = false;
  const timer = setInterval(() => {
    try {
      store.follow();
      told = false;
    } catch (error) {
      if (!told) log.warn({ err: error, path: store.path }, 'what another window writes cannot be read');
      told = true;
    }
  }, FOLLOW_EVERY_MS);
  timer.unref();
  return () => { clearInterval(timer); };
}
