import { z } from 'zod';
import { Clip } from '../../../shared/model/clip.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { FrameIndex } from '../../../shared/model/frame.ts';
import { ArtefactKey, artefactKey, rememberedStillKind } from '../../artefacts/index.ts';
import type { KeyContext } from './key-context.ts';

/** A still in a shot's scene memory; self-contained. `plane` names its colour in the project, `key` the copy of it in the store. */
export const RememberedStill = z.object({ clip: Clip, content: z.string(), frame: FrameIndex, plane: z.string(), key: ArtefactKey });
export type RememberedStill = z.infer<typeof RememberedStill>;

/** The scene memory of a shot, in its order. Stills do not change, so that no edit of another shot makes this one stale. */
export function memoryOfShot(document: Pick<ProjectDocument, 'stills' | 'clips'>, { memory = [] }: Pick<Shot, 'memory'>, { contentOf }: Pick<KeyContext, 'contentOf'>): readonly RememberedStill[] {
  return memory.flatMap((id): RememberedStill[] => {
    const still = document.stills.find((each) => each.id === id);
    const clip = document.clips.find((each) => each.id === still?.clipId);
    if (still?.plane === undefined || clip === undefined) return [];
    const content = contentOf(clip);
    const { frame, plane } = still;
    return [{ clip, content, frame, plane, key: artefactKey(rememberedStillKind, { clip: content, frame, plane }) }];
  });
}

/** What the keys of a span and of its readings say of the scene memory. Between two keyframes there is none: it showed nothing that they did not (docs/results/propagation.md). */
export function memoryOfSpan({ left, right }: { readonly left?: unknown; readonly right?: unknown }, memory: readonly RememberedStill[]): ArtefactKey[] | undefined {
  return memory.length === 0 || (left !== undefined && right !== undefined) ? undefined : memory.map(({ key }) => key);
}
