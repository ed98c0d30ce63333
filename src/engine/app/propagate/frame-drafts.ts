import { AppError } from '../../../shared/errors/app-error.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { type ArtefactRunner, encodeColour, frameDraftKind, type Want } from '../../artefacts/index.ts';
import { type FfmpegTools, readWorkingLuma } from '../../media/index.ts';
import { type ColourLimit, type DraftReader, type KeyPlane, PROPAGATE_SHORT_SIDE } from '../../propagate/index.ts';
import type { ContentGuard } from '../clips/content-guard.ts';
import type { RememberedStill } from '../shots/scene-memory.ts';

interface DraftMeans {
  readonly clip: Clip;
  readonly keys: readonly KeyPlane[];
  /** The stills of the input `memory`. */
  readonly memory: readonly { readonly still: RememberedStill; readonly plane: AbPlane }[];
  /** The masks of the input `limits`. */
  readonly limits: readonly ColourLimit[];
  readonly modelId: string;
}

/** Computes a draft. @throws as `DraftReader.draft`; AppError `media.*` */
export type FrameDrafts = Want<typeof frameDraftKind.inputs, DraftMeans>;

interface DraftParts {
  readonly tools: () => Promise<FfmpegTools>;
  readonly guard: ContentGuard;
  readonly reader: DraftReader;
}

/** Registers the maker of drafts. */
export function registerDrafts(runner: ArtefactRunner, { tools, guard, reader }: DraftParts): FrameDrafts {
  return runner.register(frameDraftKind, async ({ clip: content, frame }, { clip, keys, memory, limits, modelId }, { signal }) => {
    const remembered = memory.map(({ still, plane }) => ({ plane, content: still.content, frame: still.frame, luma: () => readLuma(still.clip, still.frame, { tools, guard, content: still.content }) }));
    const { plane, confidence, meanConfidence } = await reader.draft({ frame, keys, remembered, limits, content, modelId, luma: (wanted) => readLuma(clip, wanted, { tools, guard, content }) }, { signal });
    await guard.assertHolds(clip, content, { now: true });
    return { payload: encodeColour({ plane, confidence }), meta: { frame, confidence: meanConfidence } };
  });
}

/** Not cancelled with the request: the next draft probably uses the same keyframes, perhaps the same frame. */
async function readLuma(clip: Clip, frame: number, { tools, guard, content }: Pick<DraftParts, 'tools' | 'guard'> & { readonly content: string }): Promise<WorkingLuma> {
  for await (const luma of readWorkingLuma(clip, await tools(), { range: frameRange(frame, frame), shortSide: PROPAGATE_SHORT_SIDE })) {
    // The reader keeps it under the name of this content.
    await guard.assertHolds(clip, content, { now: true });
    return luma;
  }
  throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
}
