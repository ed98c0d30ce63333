import { artefactKey, type ArtefactStore, frameTableKind } from '../../artefacts/index.ts';
import type { FrameTableKeeper } from '../../media/index.ts';
import type { ClipContents } from './clip-contents.ts';

/** Frame tables in the store, by the present content of a file. */
export function createFrameTableKeeper(store: ArtefactStore, contents: Pick<ClipContents, 'of'>): FrameTableKeeper {
  return {
    nameOf: (source) => contents.of(source),
    get: async (source) => (await store.get(artefactKey(frameTableKind, { clip: contents.of(source) })))?.payload,
    put: (source, payload) => store.put(artefactKey(frameTableKind, { clip: contents.of(source) }), frameTableKind.kind, { payload }),
  };
}
