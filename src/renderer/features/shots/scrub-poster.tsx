import { type PointerEvent, type ReactNode, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { type FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import { Poster } from './poster.tsx';

/** A shot's picture; while the pointer is over it, the frame of the shot that lies under the pointer, from its first at the left to its last at the right. */
export function ScrubPoster({ clip, frame, range }: { readonly clip: Clip; readonly frame: number; readonly range: FrameRange }): ReactNode {
  const [share, setShare] = useState<number>();
  const shown = share === undefined ? frame : frameAtShare(range, share);
  function follow(event: PointerEvent<HTMLDivElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    // A finger that scrolls the board scrubs nothing.
    if (event.pointerType !== 'touch' && width > 0) setShare((event.clientX - left) / width);
  }
  return (
    <div className="scrub" data-frame={shown} onPointerMove={follow} onPointerLeave={() => { setShare(undefined); }}>
      <Poster clip={clip} frame={shown} />
      {share === undefined ? null : <i aria-hidden="true" style={{ left: `${(100 * (shown - range.first + 0.5)) / rangeLength(range)}%` }} />}
    </div>
  );
}

/** Pure: the frame of a shot at a share 0…1 of its length. */
export function frameAtShare(range: FrameRange, share: number): number {
  return range.first + Math.min(rangeLength(range) - 1, Math.max(0, Math.floor(share * rangeLength(range))));
}
