import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { byteText, durationText } from '../jobs/job-text.ts';

/** Frames, time and size of a delivery in one line. Pure. @param options `propagate`: with the propagation of its shots before it */
export function estimateText({ frames, seconds, bytes, propagation }: Pick<DeliveryEstimate, 'frames' | 'seconds' | 'bytes' | 'propagation'>, options: { readonly propagate: boolean }): string {
  const [begin, size] = [`${framesText(frames)}, `, `, about ${byteText(bytes)}`];
  if (!options.propagate || propagation === undefined || propagation.frames === 0) return `${begin}about ${durationText(seconds)}${size}`;
  const colour = `${framesText(propagation.frames)} to colour`;
  if (propagation.seconds === null) return `${begin}about ${durationText(seconds)} after ${colour}${size}`;
  return `${begin}about ${durationText(propagation.seconds + seconds)} with ${colour} (${durationText(propagation.seconds)})${size}`;
}

/** What the colour takes in the cache, as a tooltip. */
export function colourSizeText({ propagation }: Pick<DeliveryEstimate, 'propagation'>): string | undefined {
  return propagation === undefined ? undefined : `The colour of ${framesText(propagation.frames)} takes about ${byteText(propagation.bytes)} of the cache`;
}

function framesText(count: number): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? 'frame' : 'frames'}`;
}
