import type { Job } from '../../../shared/contract/jobs.ts';
import type { LumaCheck, LumaFrames } from '../../../shared/model/delivery-report.ts';
import { counted } from '../../../shared/counted.ts';
import { type FrameRange, frameRange, rangeLength } from '../../../shared/model/frame.ts';
import { ClipId } from '../../../shared/model/ids.ts';
import { deliveredResult } from './delivered-files.ts';
import { differingText } from './delivered-text.ts';

/** The frames of a delivered file whose luma is not the source's. */
export interface LumaFile {
  readonly path: string | undefined;
  /** The clip that it was made of; reports of older editions do not say it. */
  readonly clipId: ClipId | undefined;
  /** Of the clip. */
  readonly range: FrameRange;
  readonly differing: readonly FrameRange[];
  /** How many differ, and how many were compared; `undefined` of a failed delivery, which says no more than which. */
  readonly counts: { readonly differing: number; readonly checked: number } | undefined;
  readonly worst: LumaFrames['worst'];
}

interface CheckedFile {
  readonly files: readonly string[];
  readonly clip?: { readonly id?: ClipId | undefined } | undefined;
  readonly range?: FrameRange | undefined;
  readonly lumaCheck?: LumaCheck | null | undefined;
}

/** Of a report or its summary; `undefined` where every compared sample is the source's, or frames are not known. */
export function lumaFileOf({ files, clip, range, lumaCheck }: CheckedFile): LumaFile | undefined {
  const frames = lumaCheck?.frames;
  if (frames === undefined || range === undefined || frames.differingFrames === 0) return undefined;
  return { path: files[0], clipId: clip?.id, range, differing: frames.differing, counts: { differing: frames.differingFrames, checked: lumaCheck?.checkedFrames ?? 0 }, worst: frames.worst };
}

/** Pure: the files of a delivery with frames whose luma is not the source's, the worst first; the one for which a delivery has failed. */
export function lumaFiles(job: Pick<Job, 'kind' | 'state' | 'result' | 'error'>): readonly LumaFile[] {
  const failed = job.kind === 'deliver' ? job.error?.frames : undefined;
  if (failed !== undefined) {
    const ranges = failed.which.map(({ first, last }) => frameRange(first, last));
    return [{ path: undefined, clipId: ClipId.safeParse(failed.clipId).data, range: frameRange(failed.of.first, failed.of.last), differing: ranges, counts: undefined, worst: null }];
  }
  return (deliveredResult(job)?.reports ?? []).flatMap((report) => lumaFileOf(report) ?? []).toSorted((a, b) => (b.worst?.maxError ?? 0) - (a.worst?.maxError ?? 0));
}

/** Whether single frames stand out: a codec that changes luma changes all that were compared. */
export function isOfSingleFrames({ counts }: LumaFile): boolean {
  return counts === undefined || counts.differing < counts.checked;
}

/** Pure: `12 of 60 frames differ: 31–42`, of those that were compared, counted from 1 within the file. */
export function lumaText(file: LumaFile): string {
  const { counts, range, differing } = file;
  if (counts === undefined || (counts.checked === rangeLength(range) && isOfSingleFrames(file))) return differingText({ range, changed: [...differing] });
  const { differing: count, checked } = counts;
  return count === checked ? `all ${checked} compared frames differ` : `${count} of ${checked} compared frames ${count === 1 ? 'differs' : 'differ'}`;
}

/** Pure: `frame 36, by up to 9 codes in 344 samples`, the frame counted from 1 within the file. */
export function worstText({ range }: Pick<LumaFile, 'range'>, { frame, maxError, differingSamples }: NonNullable<LumaFrames['worst']>): string {
  return `frame ${frame - range.first + 1}, by up to ${counted(maxError, 'code')} in ${counted(differingSamples, 'sample')}`;
}
