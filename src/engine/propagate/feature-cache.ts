import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { bytesOf, type EncodedFrame, type FrameEncoder } from './encoded-frame.ts';
import type { Schedule } from './schedule.ts';

/**
 * Limit of the features in the inference process: 53 frames at 854×480, fewer of a wider picture, since the networks themselves need more
 * memory then. A frame that is kept from one pass to the next need not be encoded again, which is a tenth of its work.
 */
const FEATURE_CACHE_BYTES = 320 * 2 ** 20;

/** Features of frames in the inference process, kept while the schedule uses them and they fit. */
export class FeatureCache {
  readonly #encoder: Pick<FrameEncoder, 'forget' | 'forgetContext'>;
  readonly #lumaOf: (frame: number) => Promise<WorkingLuma>;
  /** In order of use, the latest at the end. */
  readonly #frames = new Map<number, EncodedFrame>();

  constructor(encoder: Pick<FrameEncoder, 'forget' | 'forgetContext'>, lumaOf: (frame: number) => Promise<WorkingLuma>) {
    this.#encoder = encoder;
    this.#lumaOf = lumaOf;
  }

  frame(frame: number): EncodedFrame {
    const encoded = this.#frames.get(frame) ?? { frame, luma: () => this.#lumaOf(frame), features: undefined };
    this.#frames.delete(frame);
    this.#frames.set(frame, encoded);
    return encoded;
  }

  /** Releases features that no later reading uses, then the least recently used that do not fit. */
  trim(uses: FeatureUses, done: number): void {
    let bytes = 0;
    for (const encoded of this.#frames.values()) {
      if ((uses.last.get(encoded.frame) ?? -1) <= done) {
        this.#release(encoded);
        continue;
      }
      if ((uses.lastAsTarget.get(encoded.frame) ?? -1) <= done) this.#encoder.forgetContext(encoded);
      bytes += encoded.features === undefined ? 0 : bytesOf(encoded.features);
    }
    for (const encoded of this.#frames.values()) {
      if (bytes <= FEATURE_CACHE_BYTES) break;
      bytes -= encoded.features === undefined ? 0 : bytesOf(encoded.features);
      this.#release(encoded);
    }
  }

  /** Frames whose features are kept, the least recently used first. */
  get kept(): readonly number[] {
    return [...this.#frames.values()].filter(({ features }) => features !== undefined).map(({ frame }) => frame);
  }

  clear(): void {
    for (const encoded of this.#frames.values()) this.#release(encoded);
  }

  #release(encoded: EncodedFrame): void {
    this.#encoder.forget(encoded);
    this.#frames.delete(encoded.frame);
  }
}

/** By frame: the index of the last reading of a schedule that uses its features at all, and of the last one that reads this frame itself. */
export interface FeatureUses {
  readonly last: ReadonlyMap<number, number>;
  readonly lastAsTarget: ReadonlyMap<number, number>;
}

export function featureUses({ readings }: Pick<Schedule, 'readings'>): FeatureUses {
  const last = new Map<number, number>();
  const lastAsTarget = new Map<number, number>();
  for (const [index, { frame, reads }] of readings.entries()) {
    lastAsTarget.set(frame, index);
    for (const each of [frame, ...reads.map((read) => read.frame)]) last.set(each, index);
  }
  return { last, lastAsTarget };
}
