/** A process that moves a cache, and is killed in the midst: `move-cache.ts DATA CACHE TARGET COPIED` when so many artefacts were copied, without COPIED when it has moved. */
import { createCachePlace } from '../../src/engine/cache-place.ts';
import { createMovableStore, openArtefactStore } from '../../src/engine/artefacts/index.ts';
import { openPreferences } from '../../src/engine/preferences.ts';

const [data = '', cache = '', target = '', copied] = process.argv.slice(2);
/** By itself: a signal from outside could come when all is done. */
const kill = (): void => { process.kill(process.pid, 'SIGKILL'); };
let left = Number(copied ?? Infinity);
const open = (directory: string): ReturnType<typeof openArtefactStore> => openArtefactStore({ directory, budget: 1e9 });
const store = createMovableStore(await open(cache), open);
const place = createCachePlace({
  store: { ...store, get directory() { return store.directory; }, moveTo: (directory, options) => store.moveTo(directory, { ...options, onCopied: (bytes) => {
    options.onCopied?.(bytes);
    if (--left === 0) kill();
  }, onMoved: () => {
    options.onMoved();
    kill();
  } }) },
  preferences: openPreferences(data), customary: cache, fixedBy: undefined, problem: undefined,
});
await place.moveTo(target);
