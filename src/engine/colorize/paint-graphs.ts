import { padByReflection, padByZero, type GraphResult, type InferenceClient, type InstalledModel, type Tensor } from '../models/index.ts';
import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { AB_RANGE, abPlaneToFloat, type AbPlane } from '../../shared/model/ab-plane.ts';
import type { HintPlanes } from '../../shared/model/hint-planes.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { Automatic, FrameFeatures, Handles } from './frame-features.ts';
import { GLOBAL_SIZE } from './statistics.ts';

/** Pixels that the `tokens` layout counts distances in. */
const REACH_UNIT = 64;

export interface PaintRun {
  readonly features: FrameFeatures;
  readonly padded: Size;
  /** None: automatic colour. */
  readonly hints: HintPlanes | undefined;
  readonly automatic: Automatic;
  /** Replaces the automatic colour; from {@link baseTensor}. */
  readonly base: Tensor | undefined;
  readonly fetch: readonly string[];
  readonly keep: readonly string[];
}

/** Runs the graphs of a painting on a frame's features, whichever layout the network has. @throws AppError `model.*`, `inference.*` */
export async function runPainter(inference: InferenceClient, model: InstalledModel, run: PaintRun, options: { readonly signal?: AbortSignal }): Promise<GraphResult> {
  const { features, padded, hints, automatic, fetch, keep } = run;
  const plane = (channels: number, values: Float32Array | undefined): Tensor => (
    { dims: [1, channels, padded.height, padded.width], data: values ?? new Float32Array(channels * padded.width * padded.height) }
  );
  const marks = {
    hint_ab: plane(2, hints && padByZero(hints.ab, hints, padded)),
    boundary: plane(1, hints && padByReflection(hints.boundary, hints, padded)),
  };
  if (model.manifest.layout !== 'tokens') {
    const inputs = { ...features.handles, ...marks, hint_mask: plane(1, hints && padByZero(hints.mask, hints, padded)), global: globalTensor(automatic) };
    return inference.run({ model: model.id, graph: 'paint', inputs, fetch, keep }, options);
  }
  const base = await automaticBase(inference, model, features, automatic);
  const start = run.base === undefined ? base : { ...base, auto8: run.base };
  const { p4, query, around, up } = features.handles;
  const inputs = {
    p4: p4!, query: query!, around: around!, up: up!, ...start, ...marks,
    hint_mask: plane(1, hints && padByZero(hints.strength, hints, padded)),
    hint_reach: plane(1, hints && padByZero(hints.reach.map((distance) => distance / REACH_UNIT), hints, padded)),
  };
  const isMarked = hints?.boundary.some((mark) => mark > 0) === true;
  return inference.run({ model: model.id, graph: isMarked ? 'paint_marked' : 'paint', inputs, fetch, keep }, options);
}

/** A plane of any size as what the layout `tokens` starts from: ab ÷ 110 at ⅛ of the padded size, each the mean of its 8 × 8 pixels. */
export function baseTensor(plane: AbPlane, size: Size, padded: Size): Tensor {
  const whole = padByReflection(abPlaneToFloat(resamplePlane(plane, size), { scale: AB_RANGE }), size, padded);
  const small = { width: padded.width / 8, height: padded.height / 8 };
  const count = padded.width * padded.height;
  const data = new Float32Array(2 * small.width * small.height);
  for (const channel of [0, 1]) data.set(resampleChannel(whole.subarray(channel * count, (channel + 1) * count), padded, small), channel * small.width * small.height);
  return { dims: [1, 2, small.height, small.width], data };
}

/** Automatic colour at ⅛ and the painter's scene features, made once for each reference and vividness; the last is cached with the frame. */
async function automaticBase(inference: InferenceClient, model: InstalledModel, features: FrameFeatures, automatic: Automatic): Promise<Handles> {
  const of = Float32Array.of(...automatic.global, ...automatic.annealing);
  const known = features.base;
  if (known?.of.every((value, index) => value === of[index]) === true) return known.handles;
  const { c8, c16 } = features.handles;
  const inputs = { c8: c8!, c16: c16!, global: globalTensor(automatic), vividness: { dims: [1, 2], data: automatic.annealing } };
  // Not cancelled with the first request, because another may share it.
  const handles = inference.run({ model: model.id, graph: 'base', inputs, fetch: [], keep: ['base8', 'auto8'] }).then(({ kept }) => kept);
  if (known !== undefined) features.outdated.push(known);
  const base = { of, handles };
  features.base = base;
  handles.catch(() => { if (features.base === base) features.base = undefined; });
  return handles;
}

function globalTensor({ global }: Automatic): Tensor {
  return { dims: [1, GLOBAL_SIZE], data: global };
}
