import type { ModelRegistry } from '../models/index.ts';

/** What tells one network's results from another's in content keys; it contains a hash of the graphs, so retrained weights make new keys. */
export interface ModelVersions {
  readonly colorize: string;
  readonly propagate: string;
}

/** @throws AppError `model.missing` when there is none for a task */
export function modelVersions(registry: ModelRegistry): ModelVersions {
  return { colorize: registry.forTask('colorize').version, propagate: registry.forTask('propagate').version };
}
