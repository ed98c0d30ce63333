import type { ModelManifest, ModelTask } from './manifest.ts';

/** A model as found on disk. Its graphs are checked when they are first asked for, not before. */
export interface InstalledModel {
  /** The manifest's id; of an earlier or kept version `id@version`. */
  readonly id: string;
  /** The manifest's version and a hash over its graphs' hashes: differs whenever the weights do, so results may be kept under it. */
  readonly version: string;
  readonly task: ModelTask;
  readonly manifest: ModelManifest;
  readonly directory: string;
  /** Any provider may run it that agrees with the CPU within the tolerance (`byAnyProvider`); otherwise the CPU alone. */
  readonly anyProvider: boolean;
}
