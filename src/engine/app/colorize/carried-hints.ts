import type { TrackedHint } from '../../../shared/contract/propagate.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { HintId, newId } from '../../../shared/model/ids.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { readWorkingLuma } from '../../media/index.ts';
import { anchorPoints, followedHint, PROPAGATE_SHORT_SIDE } from '../../propagate/index.ts';
import type { Services } from '../services.ts';

interface ClipFrame {
  readonly clip: Clip;
  readonly frame: number;
}

interface CarryRequest {
  /** Where the hints are. */
  readonly source: ClipFrame;
  /** Where they are to be; of any clip. */
  readonly target: ClipFrame;
  readonly hints: readonly Hint[];
}

/**
 * Copies of hints at what they lie on in another frame, with new ids. A hint is `lost` where that is not found for sure.
 * @throws AppError `media.*`, `inference.*`; AbortError
 */
export async function carriedHints({ propagator, tools }: Pick<Services, 'propagator' | 'tools'>, { source, target, hints }: CarryRequest, { signal }: { readonly signal: AbortSignal }): Promise<readonly TrackedHint[]> {
  if (hints.length === 0) return [];
  const ffmpeg = await tools();
  const luma = async ({ clip, frame }: ClipFrame): Promise<WorkingLuma> => {
    for await (const read of readWorkingLuma(clip, ffmpeg, { range: frameRange(frame, frame), shortSide: PROPAGATE_SHORT_SIDE, signal })) return read;
    throw new AppError('media.truncated', `Frame ${frame} cannot be read.`);
  };
  const anchors = hints.map(anchorPoints);
  const found = await propagator.findPositions({ source: await luma(source), target: await luma(target), positions: anchors.flat() }, { signal });
  let taken = 0;
  return hints.map((hint, index): TrackedHint => ({ from: hint.id, ...followedHint({ ...hint, id: newId(HintId) }, found.slice(taken, taken += anchors[index]!.length)) }));
}
