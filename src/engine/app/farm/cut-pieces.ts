import { type FrameRange, frameRange, rangeLength } from '../../../shared/model/frame.ts';

interface PieceCuts {
  /** Frames in a piece, where nothing else is in the way. */
  readonly most: number;
  /** First frames of shots: a piece begins there rather than elsewhere. */
  readonly cuts: readonly number[];
  /** Frames that are not parted, unless they are more than `most`: those that one unit of the farm makes. */
  readonly blocks: readonly FrameRange[];
}

/**
 * Cuts the frames of a delivery into pieces that are encoded by themselves: at a cut of the film in the second half of the longest piece, else after as many frames as
 * possible, and never within a block. Pure.
 */
export function cutPieces(range: FrameRange, { most, cuts, blocks }: PieceCuts): readonly FrameRange[] {
  const total = rangeLength(range);
  /** For each place between two frames: whether a block reaches across. */
  const across = new Int32Array(total + 1);
  for (const { first, last } of blocks) {
    const [from, to] = [Math.max(first, range.first) - range.first, Math.min(last, range.last) - range.first];
    if (from >= to || last - first >= most) continue;
    across[from + 1]! += 1;
    across[to + 1]! -= 1;
  }
  for (let at = 1; at <= total; at++) across[at]! += across[at - 1]!;
  const isCut = new Uint8Array(total + 1);
  for (const cut of cuts) if (cut > range.first && cut <= range.last) isCut[cut - range.first] = 1;
  const pieces: FrameRange[] = [];
  for (let start = 0; start < total;) {
    const end = endOf(start, { total, most, isOpen: (at) => across[at] === 0, isCut: (at) => isCut[at] === 1 });
    pieces.push(frameRange(range.first + start, range.first + end - 1));
    start = end;
  }
  return pieces;
}

function endOf(start: number, { total, most, isOpen, isCut }: { readonly total: number; readonly most: number; readonly isOpen: (at: number) => boolean; readonly isCut: (at: number) => boolean }): number {
  const furthest = start + most;
  if (furthest >= total) return total;
  for (let at = furthest; at > start + most / 2; at--) if (isCut(at) && isOpen(at)) return at;
  for (let at = furthest; at > start; at--) if (isOpen(at)) return at;
  for (let at = furthest + 1; at < total; at++) if (isOpen(at)) return at;
  return total;
}
