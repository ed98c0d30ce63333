import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import type { InferenceClient, InstalledModel } from '../models/index.ts';
import { type CellLuma, cellSize } from './cell-luma.ts';
import { createFrameEncoder, type EncoderGraph, type FrameEncoder } from './encoded-frame.ts';
import type { FrameColour } from './frame-colour.ts';
import { type MemoryFrame, planesOf, type ReadOptions, type ReadTarget } from './frame-reader.ts';
import type { SourceTrack } from './flow-track.ts';
import { retryAfterCrash } from './retry-after-crash.ts';

/** A frame with known colour, and where the cells of the frame that is painted lie in it. */
export interface PaintSource extends MemoryFrame {
  /** At ¼ of the working size, without padding. */
  readonly track: SourceTrack;
  /** Whether its colour is a colourist's: of a keyframe, or of a corrected frame. */
  readonly isKey: boolean;
  /** Of a source without a track: what its distance in frames is given as. */
  readonly framesAway?: number;
  /** Of the scene memory: no mask is known on it. */
  readonly isOfOtherShot?: true;
}

export interface FramePainter {
  readonly encoder: FrameEncoder;
  /**
   * Paints a frame from sources (at least one), with the padding. @throws AppError `inference.*`, `input.malformed`, `image.tooSmall`
   */
  paint(target: ReadTarget, sources: readonly PaintSource[], options?: ReadOptions): Promise<FrameColour>;
  /**
   * Makes a frame from the frame before and the one after, with the padding, for a network that has the graph `interpolate`. @param luma at ¼ of the working size
   * @throws AppError `inference.*`, `input.malformed`
   */
  interpolate(target: ReadTarget & { readonly luma: CellLuma }, around: readonly [PaintSource, PaintSource], options?: ReadOptions): Promise<FrameColour>;
}

/** L/50 of a code, L·255/100. */
const HALF_OF_CODES = 127.5;

const TOKENS: EncoderGraph = { graph: 'tokens', known: ['fine', 'coarse'], context: ['context', 'context8'] };

/** The graphs of a propagation network of the layout `sources`: tokens of a frame's luma; its colour from known frames (docs/adr/0014). */
export function createFramePainter(inference: InferenceClient, model: InstalledModel): FramePainter {
  const encoder = createFrameEncoder(inference, model, TOKENS);
  const sizesOf = (size: Size): { readonly quarter: Size; readonly padded: Size } => ({ quarter: cellSize(size), padded: cellSize(paddedSize(size, model.manifest.sizeMultiple)) });
  return {
    encoder,
    paint: ({ encoded, size }, sources, { signal } = {}) => retryAfterCrash(encoded.frame, async () => {
      const known = [];
      for (const each of sources) known.push(await encoder.knownFeatures(each.encoded, signal));
      const tokens = await encoder.allFeatures(encoded, signal);
      const { quarter, padded } = sizesOf(size);
      const { fetched } = await inference.run({
        model: model.id, graph: 'paint',
        inputs: {
          ...tokens,
          source_fine: { stack: known.map((each) => each['fine']!) },
          source_coarse: { stack: known.map((each) => each['coarse']!) },
          ...planesOfSources(sources, encoded.frame, { quarter, padded }),
          source_is_key: { dims: [sources.length], data: Float32Array.from(sources, (each) => (each.isKey ? 1 : 0)) },
        },
        fetch: ['ab', 'confidence'], keep: [],
      }, signal === undefined ? {} : { signal });
      return { ab: fetched['ab']!.data, confidence: fetched['confidence']!.data };
    }),
    interpolate: ({ encoded, size, luma }, around, { signal } = {}) => retryAfterCrash(encoded.frame, async () => {
      const { quarter, padded } = sizesOf(size);
      const own = new Float32Array(luma.length);
      for (let index = 0; index < own.length; index++) own[index] = luma[index]! / HALF_OF_CODES - 1;
      const lightness = repeated(own, quarter, padded);
      const { fetched } = await inference.run({
        model: model.id, graph: 'interpolate',
        inputs: { luma: planesOf(padded)(1, lightness), ...planesOfSources(around, encoded.frame, { quarter, padded }) },
        fetch: ['ab', 'confidence'], keep: [],
      }, signal === undefined ? {} : { signal });
      return { ab: fetched['ab']!.data, confidence: fetched['confidence']!.data };
    }),
  };
}

/** What is known of sources, as both graphs take it. */
function planesOfSources(sources: readonly PaintSource[], target: number, { quarter, padded }: { readonly quarter: Size; readonly padded: Size }) {
  const plane = planesOf(padded);
  return {
    source_ab: { stack: sources.map((each) => plane(2, each.ab)) },
    source_confidence: { stack: sources.map((each) => plane(1, each.confidence)) },
    source_place: { stack: sources.map((each) => plane(2, paddedPlace(each.track.place, quarter, padded))) },
    source_evidence: { stack: sources.map((each) => plane(3, repeated(each.track.evidence, quarter, padded))) },
    source_time: { dims: [sources.length], data: Float32Array.from(sources, (each) => each.framesAway ?? each.encoded.frame - target) },
  };
}

/** Places (x, y) in cells: beyond the picture they go on at the distance of its last cell. */
function paddedPlace(place: Float32Array, size: Size, padded: Size): Float32Array {
  return extended(place, { size, padded }, (value, channel, beyondX, beyondY) => value + (channel === 0 ? beyondX : beyondY));
}

function repeated(planes: Float32Array, size: Size, padded: Size): Float32Array {
  return extended(planes, { size, padded }, (value) => value);
}

/** Planes → the padded size, grown to the right and below from the last sample. @param value from that sample, by the distance to it in cells */
function extended(values: Float32Array, { size, padded }: { readonly size: Size; readonly padded: Size }, value: (last: number, channel: number, beyondX: number, beyondY: number) => number): Float32Array {
  if (size.width === padded.width && size.height === padded.height) return values;
  const channels = values.length / (size.width * size.height);
  const grown = new Float32Array(channels * padded.width * padded.height);
  for (let channel = 0, target = 0; channel < channels; channel++) {
    for (let y = 0; y < padded.height; y++, target += padded.width) {
      const row = Math.min(y, size.height - 1);
      const from = (channel * size.height + row) * size.width;
      if (y === row) grown.set(values.subarray(from, from + size.width), target);
      for (let x = y === row ? size.width : 0; x < padded.width; x++) {
        const column = Math.min(x, size.width - 1);
        grown[target + x] = value(values[from + column]!, channel, x - column, y - row);
      }
    }
  }
  return grown;
}
