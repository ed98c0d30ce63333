import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { EncodedFrame, FrameEncoder } from './encoded-frame.ts';
import { withoutTrack } from './flow-track.ts';
import type { PaintSource } from './frame-painter.ts';
import { paddedKey } from './padded-key.ts';
import type { RememberedFrame } from './span-request.ts';

/**
 * The network is told how many frames lie between a source and the frame that is painted. Shots of a scene may be hours apart and still show the same things: what
 * is remembered is given as if it were this near (docs/results/propagation.md).
 */
export const AS_IF_FRAMES_AWAY = 48;

/** Of no frame of the span: limits are not known on it. */
const NO_FRAME = -1;

/** The scene memory of a span as sources of all its frames. */
export class SceneMemory {
  readonly #frames: readonly { readonly given: RememberedFrame; readonly encoded: EncodedFrame }[];
  readonly #encoder: Pick<FrameEncoder, 'forget'>;
  /** Made with the first frame, when the size is known. */
  #sources: readonly PaintSource[] | undefined;
  readonly #parts: { readonly size: () => Size; readonly padded: () => Size };

  /** @param parts ¼ of the working size, without padding and with it */
  constructor(remembered: readonly RememberedFrame[], encoder: Pick<FrameEncoder, 'forget'>, parts: { readonly size: () => Size; readonly padded: () => Size }) {
    this.#encoder = encoder;
    this.#parts = parts;
    this.#frames = remembered.map((given) => ({ given, encoded: { frame: NO_FRAME, luma: () => this.#lumaOf(given), features: undefined } }));
  }

  get sources(): readonly PaintSource[] {
    this.#sources ??= this.#frames.map(({ given, encoded }) => {
      const [quarter, padded] = [this.#parts.size(), this.#parts.padded()];
      return { encoded, ...paddedKey({ frame: NO_FRAME, plane: given.plane }, quarter, padded), track: withoutTrack(quarter), isKey: true, framesAway: AS_IF_FRAMES_AWAY, isOfOtherShot: true };
    });
    return this.#sources;
  }

  /** Releases their features. */
  end(): void {
    for (const { encoded } of this.#frames) this.#encoder.forget(encoded);
  }

  async #lumaOf({ luma }: RememberedFrame): Promise<WorkingLuma> {
    const [read, { width, height }] = [await luma(), this.#parts.size()];
    if (read.width !== 4 * width || read.height !== 4 * height) throw new AppError('media.changedSize', `A still of the scene memory is ${read.width}×${read.height}, the shot ${4 * width}×${4 * height}.`);
    return read;
  }
}
