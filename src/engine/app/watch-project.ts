import type { Logger } from 'pino';
import { isAbort } from '../../shared/errors/app-error.ts';
import { type ProjectStore, type Snapshot, snapshotsOf, sweepSnapshots, takeSnapshot } from '../project/index.ts';

const SNAPSHOT_EVERY_MS = 10 * 60_000;
const FOLLOW_EVERY_MS = 500;
/** Interval of checks, so that a moved or replaced file is reported before the next change fails. */
const LOOK_EVERY_MS = 2000;

interface WatchOptions {
  /** Folders of snapshots; new ones go to the first. */
  readonly snapshotRoots: () => readonly string[];
  readonly log: Logger;
}

/**
 * Background work of an open project: a project that is written here is copied at intervals when it has changed; one that is written by
 * another process is followed. Returns a function that ends it.
 */
export function watchProject(store: ProjectStore, options: WatchOptions): () => void {
  switch (store.readOnlyReason) {
    case undefined: {
      const ends = [keepSnapshots(store, options), watchFile(store)];
      return () => { for (const end of ends) end(); };
    }
    case 'openElsewhere': return followWriter(store, options);
    case 'notWritable': return () => undefined;
  }
}

function keepSnapshots(store: ProjectStore, options: WatchOptions): () => void {
  const { snapshotRoots, log } = options;
  let copied: number | undefined;
  let ended = false;
  async function copy(): Promise<void> {
    const { revision } = store;
    if (revision === copied || store.document.clips.length === 0 || store.fileChange !== undefined) return;
    copied = revision;
    try {
      await takeSnapshot(store, snapshotRoots());
    } catch (error) {
      // The project was closed, or the disk is full: the project file itself is safe, so the user is not interrupted.
      if (!ended && !isAbort(error)) log.warn({ err: error, path: store.path }, 'no snapshot could be taken');
    }
  }
  // A copy of the project as it was opened, unless it was copied a moment ago.
  const newest = newestSnapshot(store, options);
  if (newest === undefined || Date.now() - Date.parse(newest.takenAt) > SNAPSHOT_EVERY_MS) void copy();
  else copied = store.revision;
  const timer = setInterval(() => { void copy(); }, SNAPSHOT_EVERY_MS);
  timer.unref();
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/** Of the folder that new ones go to. One that cannot be read must not prevent work. */
function newestSnapshot(store: ProjectStore, { snapshotRoots, log }: WatchOptions): Snapshot | undefined {
  try {
    const roots = snapshotRoots();
    sweepSnapshots(roots);
    return snapshotsOf(roots.slice(0, 1), store.path)[0];
  } catch (error) {
    log.warn({ err: error, path: store.path }, 'earlier versions cannot be listed');
    return undefined;
  }
}

function watchFile(store: ProjectStore): () => void {
  const timer = setInterval(() => { store.checkFile(); }, LOOK_EVERY_MS);
  timer.unref();
  return () => { clearInterval(timer); };
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
