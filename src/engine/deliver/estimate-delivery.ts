import type { Clip } from '../../shared/model/clip.ts';
import { codecRecord, deliveredDepth, type DeliveryCodec } from '../../shared/model/delivery-codecs.ts';

export interface DeliveryCost {
  readonly frames: number;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * Estimate of a delivery's time and size. Depends on the pictures, so it is only a guide.
 * @param measured samples a second of this codec on this machine, where it was measured
 */
export function estimateDelivery(clip: Pick<Clip, 'picture'>, codec: DeliveryCodec, frames: number, measured?: number): DeliveryCost {
  const { width, height, bitDepth } = clip.picture;
  const { cost } = codecRecord(codec);
  const samples = width * height * frames;
  const depth = cost.depthFollows ? deliveredDepth(codec, bitDepth) / 8 : 1;
  return { frames, bytes: Math.round((samples * cost.bitsPerSample * depth) / 8), seconds: samples / (measured ?? cost.samplesPerSecond) };
}
