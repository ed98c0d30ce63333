import type { Clip } from '../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../shared/model/delivery.ts';

export interface DeliveryCost {
  readonly frames: number;
  readonly bytes: number;
  readonly seconds: number;
}

interface CodecCost {
  /** Of the written file, per picture sample. ProRes by Apple's target rates at 1080p; the others measured on grainy 8-bit film. */
  readonly bitsPerSample: number;
  /** Picture samples a second from decoding to the finished file, measured on two cores; it holds to a factor of about two. */
  readonly samplesPerSecond: number;
}

const COSTS = {
  'prores-422hq': { bitsPerSample: 3.6, samplesPerSecond: 8e6 },
  'prores-4444': { bitsPerSample: 5.4, samplesPerSecond: 5e6 },
  h264: { bitsPerSample: 0.5, samplesPerSecond: 15e6 },
  h265: { bitsPerSample: 0.4, samplesPerSecond: 4e6 },
  ffv1: { bitsPerSample: 8, samplesPerSecond: 10e6 },
  png: { bitsPerSample: 14, samplesPerSecond: 5e6 },
  tiff: { bitsPerSample: 15, samplesPerSecond: 5e6 },
} as const satisfies Record<DeliveryCodec, CodecCost>;

/** Codecs whose size follows the depth of the source. */
const DEPTH_FOLLOWS: ReadonlySet<DeliveryCodec> = new Set(['ffv1', 'png', 'tiff']);

/**
 * What a delivery will take, told before it is started. Pictures differ: a guide, no promise.
 * @param measured samples a second of this codec on this machine, where it was measured
 */
export function estimateDelivery(clip: Pick<Clip, 'picture'>, codec: DeliveryCodec, frames: number, measured?: number): DeliveryCost {
  const { width, height, bitDepth } = clip.picture;
  const cost = COSTS[codec];
  const samples = width * height * frames;
  const depth = DEPTH_FOLLOWS.has(codec) ? (codec === 'ffv1' ? bitDepth : bitDepth > 8 ? 16 : 8) / 8 : 1;
  return { frames, bytes: Math.round((samples * cost.bitsPerSample * depth) / 8), seconds: samples / (measured ?? cost.samplesPerSecond) };
}
