import { contentKey } from '../cache/index.ts';
import type { ModelRegistry } from '../models/index.ts';

/** What tells one network's results from another's in content keys: the hashes of its graphs, not a version that someone may forget to count up. */
export interface ModelVersions {
  readonly colorize: string;
  readonly propagate: string;
}

/** @throws AppError `model.missing` when there is none for a task */
export function modelVersions(registry: ModelRegistry): ModelVersions {
  const versionOf = (task: 'colorize' | 'propagate'): string =>
    contentKey(Object.entries(registry.forTask(task).manifest.graphs).map(([name, graph]) => [name, graph.sha256]));
  return { colorize: versionOf('colorize'), propagate: versionOf('propagate') };
}
