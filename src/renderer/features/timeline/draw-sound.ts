import { type Rate, toSeconds } from '../../../shared/model/frame.ts';
import { peakBetween, type SoundPeaks } from '../../../shared/model/sound-peaks.ts';
import { COLOURS } from './timeline-colours.ts';
import type { Row } from './timeline-layout.ts';

/** Where the sound of some frames is drawn, CSS px. */
interface SoundPlace extends Row {
  /** The first frame lies at this x … */
  readonly left: number;
  readonly first: number;
  readonly pxPerFrame: number;
  /** … and from here to here it is drawn. */
  readonly from: number;
  readonly to: number;
}

/** Draws peaks as a line for each px of the place, so that its cost is that of its width. */
export function drawSound(context: CanvasRenderingContext2D, peaks: SoundPeaks, { place, rate }: { readonly place: SoundPlace; readonly rate: Rate }): void {
  const { top, height, left, first, pxPerFrame, from, to } = place;
  const middle = top + height / 2;
  const secondsAt = (x: number): number => toSeconds(first + (x - left) / pxPerFrame, rate);
  context.fillStyle = COLOURS.sound;
  for (let x = Math.round(from); x < to; x++) {
    const peak = peakBetween(peaks, secondsAt(x), secondsAt(x + 1));
    if (peak === undefined) continue;
    const [low, high] = peak;
    const [above, below] = [Math.max(0.5, (high * height) / 2), Math.max(0.5, (-low * height) / 2)];
    context.fillRect(x, middle - above, 1, above + below);
  }
}
