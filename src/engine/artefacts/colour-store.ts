import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { ArtefactMeta } from './artefact-file.ts';
import { type ArtefactKey, parseArtefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { colourConfidenceBytes, colourPlaneBytes, decodeColour, encodeColour, type FrameColourPlanes } from './colour-artefact.ts';

/** Colour of frames in the store. */
export interface ColourStore {
  put(key: ArtefactKey, kind: string, colour: FrameColourPlanes, options: { readonly meta: ArtefactMeta; readonly keep?: 'disk' | 'memory' }): Promise<void>;
  /** `undefined` when it is missing or damaged (then it is made again). */
  colour(key: ArtefactKey): Promise<FrameColourPlanes | undefined>;
  plane(key: ArtefactKey): Promise<AbPlane | undefined>;
  /** In the format of `decodeAbPlane`. @param key any text, as it comes in a URL; an invalid key finds nothing */
  planeBytes(key: string): Promise<Uint8Array | undefined>;
  /** As `decodeConfidencePlane` reads it; `undefined` also for colour that has none. @param key any text */
  confidenceBytes(key: string): Promise<Uint8Array | undefined>;
}

export function createColourStore(store: ArtefactStore): ColourStore {
  /** Artefacts of other kinds count as missing. */
  async function read<Value>(key: ArtefactKey | undefined, decode: (payload: Uint8Array) => Value): Promise<Value | undefined> {
    const found = key === undefined ? undefined : await store.get(key);
    if (found === undefined) return undefined;
    try {
      return decode(found.payload);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return {
    async put(key, kind, colour, { meta, keep = 'disk' }) {
      const made = { payload: encodeColour(colour), meta };
      if (keep === 'memory') store.putInMemory(key, kind, made);
      else await store.put(key, kind, made);
    },
    colour: (key) => read(key, decodeColour),
    plane: async (key) => (await read(key, decodeColour))?.plane,
    planeBytes: (text) => read(parseArtefactKey(text), colourPlaneBytes),
    confidenceBytes: (text) => read(parseArtefactKey(text), colourConfidenceBytes),
  };
}
