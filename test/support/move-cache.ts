/** A process that moves a cache, for tests that end it in the midst: `move-cache.ts DATA CACHE TARGET`. Prints a line for each artefact that was copied, and one when it has moved. */
import { createCachePlace } from '../../src/engine/cache-place.ts';
import { createMovableStore, openArtefactStore } from '../../src/engine/artefacts/index.ts';
import { openPreferences } from '../../src/engine/preferences.ts';

const [data = '', cache = '', target = ''] = process.argv.slice(2);
const open = (directory: string): ReturnType<typeof openArtefactStore> => openArtefactStore({ directory, budget: 1e9 });
const store = createMovableStore(await open(cache), open);
const place = createCachePlace({
  store: { ...store, get directory() { return store.directory; }, moveTo: (directory, options) => store.moveTo(directory, { ...options, onCopied: (bytes) => {
    options.onCopied?.(bytes);
    process.stdout.write('copied\n');
  }, onMoved: () => {
    options.onMoved();
    process.stdout.write('moved\n');
  } }) },
  preferences: openPreferences(data), customary: cache, fixedBy: undefined, problem: undefined,
});
await place.moveTo(target);
process.stdout.write('done\n');
