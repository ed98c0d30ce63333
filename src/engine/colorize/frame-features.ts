import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { lumaTensor, type InferenceClient, type InstalledModel, type TensorHandle } from '../models/index.ts';

export type Handles = Readonly<Record<string, TensorHandle>>;

/** Inputs of the automatic colour besides the frame: 316 values of a reference, inverse temperature and tilt. */
export interface Automatic {
  readonly global: Float32Array;
  readonly annealing: Float32Array;
}

export interface Base {
  readonly of: Float32Array;
  readonly handles: Promise<Handles>;
}

/** Encoded features of a frame: tensors in the inference process, and results computed from them. */
export interface FrameFeatures {
  readonly handles: Handles;
  /** Automatic colour and its inputs. The last one is cached. */
  base: Base | undefined;
  /** Earlier ones, which a painting under way may still read. */
  outdated: Base[];
  /** The frame's colour without hints. Computed when an auto hint first needs it. */
  automatic: { readonly of: Automatic; readonly ab: Float32Array } | undefined;
}

/** Frames that stay encoded: the current one and those viewed around it. About 12 MB each at 512×288. */
const FRAMES_KEPT = 4;

interface Entry {
  readonly generation: number;
  readonly features: Promise<FrameFeatures>;
  users: number;
  dropped: boolean;
}

export interface FeatureCache {
  /** Runs `use` with the frame's features, encoding it first if necessary; they are not released before `use` ends. */
  withFeatures<Result>(frameKey: string, luma: WorkingLuma, use: (features: FrameFeatures) => Promise<Result>): Promise<Result>;
  dispose(): void;
}

/** Keeps the last few frames' features in the inference process, so that a hint edit runs the painter alone. */
export function createFeatureCache(inference: InferenceClient, model: () => InstalledModel): FeatureCache {
  const entries = new Map<string, Entry>();

  async function encode(luma: WorkingLuma): Promise<FrameFeatures> {
    const { id, manifest } = model();
    const { kept } = await inference.run({ model: id, graph: 'encode', inputs: { luma: lumaTensor(luma, manifest.sizeMultiple) }, fetch: [], keep: Object.keys(manifest.graphs.encode!.outputs) });
    return { handles: kept, base: undefined, outdated: [], automatic: undefined };
  }

  function drop(key: string, entry: Entry): void {
    if (entries.get(key) === entry) entries.delete(key);
    if (entry.dropped) return;
    entry.dropped = true;
    if (entry.users === 0) releaseHandles(entry);
  }

  function releaseHandles(entry: Entry): void {
    // A failed encoding stored nothing, and its caller has received the error.
    entry.features.then((features) => {
      inference.release(Object.values(features.handles));
      if (features.base !== undefined) features.outdated.push(features.base);
      releaseOutdated(features);
    }, () => undefined);
  }

  function releaseOutdated(features: FrameFeatures): void {
    for (const { handles } of features.outdated.splice(0)) handles.then((kept) => inference.release(Object.values(kept)), () => undefined);
  }

  function entryFor(key: string, luma: WorkingLuma): Entry {
    const known = entries.get(key);
    if (known !== undefined && known.generation === inference.generation) {
      entries.delete(key);
      entries.set(key, known);
      return known;
    }
    if (known !== undefined) drop(key, known);
    const entry: Entry = { generation: inference.generation, features: encode(luma), users: 0, dropped: false };
    entry.features.catch(() => drop(key, entry));
    entries.set(key, entry);
    for (const [oldest, each] of entries) {
      if (entries.size <= FRAMES_KEPT) break;
      drop(oldest, each);
    }
    return entry;
  }

  return {
    async withFeatures(frameKey, luma, use) {
      const key = `${frameKey} ${luma.width}×${luma.height}`;
      const entry = entryFor(key, luma);
      entry.users++;
      try {
        return await use(await entry.features);
      } finally {
        entry.users--;
        if (entry.users === 0) {
          if (entry.dropped) releaseHandles(entry);
          else entry.features.then(releaseOutdated, () => undefined);
        }
      }
    },
    dispose() {
      for (const [key, entry] of entries) drop(key, entry);
    },
  };
}
