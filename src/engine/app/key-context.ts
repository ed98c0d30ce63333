import type { Clip } from '../../shared/model/clip.ts';
import type { ModelRegistry } from '../models/index.ts';
import type { ClipContents } from './clip-contents.ts';

/** What keys depend on beside the document: the networks, and what a clip's file holds now. */
export interface KeyContext {
  /** Versions of the networks; each contains a hash of its graphs, so retrained weights make new keys. */
  readonly colorize: string;
  readonly propagate: string;
  /** Names the content of a clip's source. */
  readonly contentOf: (clip: Pick<Clip, 'contentHash' | 'source'>) => string;
}

/** @throws AppError `model.missing` when there is no network for a task */
export function keyContext({ registry, contents }: { readonly registry: ModelRegistry; readonly contents: ClipContents }): KeyContext {
  return { colorize: registry.forTask('colorize').version, propagate: registry.forTask('propagate').version, contentOf: (clip) => contents.of(clip) };
}
