import { AB_RANGE, abPlaneFromFloat, abPlaneToFloat, type AbPlane } from '../../shared/model/ab-plane.ts';
import type { PaletteSuggestion } from '../../shared/contract/colorize.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { DEFAULT_VIVIDNESS } from '../../shared/model/document.ts';
import { hintPlanes, type HintPlanes } from '../../shared/model/hint-planes.ts';
import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { paddedSize, workingSize, type Size } from '../../shared/model/working-size.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { assertLargeEnough, cropPadding, lumaTensor, type InferenceClient, type InstalledModel, type ModelRegistry, type Tensor } from '../models/index.ts';
import { createBroughtColours, paintedOver } from './brought-colour.ts';
import { createFeatureCache, type Automatic, type FeatureCache, type FrameFeatures } from './frame-features.ts';
import { type SceneColour, suggestColours } from './palette.ts';
import { baseTensor, runPainter, type PaintRun } from './paint-graphs.ts';
import { globalVector, type AbStatistics } from './statistics.ts';
import { annealing } from './vividness.ts';

/** Short side in pixels at which the Hint U-Net works: close to its training, and fast enough for interaction. */
export const COLORIZE_SHORT_SIDE = 288;

export interface PaintRequest {
  /** Names the frame's picture: equal keys with equal sizes mean the same luma. */
  readonly frameKey: string;
  /** At the working size of {@link COLORIZE_SHORT_SIDE}, or any other of at least 16 px. */
  readonly luma: WorkingLuma;
  /** With their present colours (from swatches, where linked). Empty: automatic colour. */
  readonly hints: readonly Hint[];
  readonly reference?: AbStatistics;
  /** Of the automatic colour, 0…1, for networks that have one. */
  readonly vividness?: number;
  /**
   * Colour of the frame that is there already, at any size, which the hints are to change. A network of the layout `tokens` starts from it in the
   * place of the automatic colour, so that what no hint claims keeps it; another does not use it, and is held to it by anchors among the hints.
   */
  readonly base?: AbPlane;
  /**
   * A brought model that gives the automatic colour in the network's place. The colour of hints is then painted over its colour. A reference guides
   * the network's own automatic colour, so with one it has no effect.
   */
  readonly automatic?: InstalledModel;
  /** The network that paints; the first that can when left out. */
  readonly modelId?: string;
  /** The colour is not to be seen: hints keep colours that do not exist at their lightness. */
  readonly isUnseen?: true;
}

export interface PaintedPlane {
  /** At the luma's size. */
  readonly plane: AbPlane;
  /** Hints whose colour was gamut-mapped at their position. */
  readonly outOfGamut: number;
}

export interface SuggestRequest extends PaintRequest {
  readonly at: ImagePoint;
  /** Colours that the scene uses already. */
  readonly scene?: readonly SceneColour[];
}

type Options = { readonly signal?: AbortSignal };

export interface Colorizer {
  /** @throws AppError `image.tooSmall`, `input.malformed` (NaN in the luma), `model.*`, `inference.*` */
  paint(request: PaintRequest, options?: Options): Promise<PaintedPlane>;
  /**
   * Up to nine suggested colours for a position, the most likely first, each inside sRGB at that position's lightness. @throws as `paint`
   */
  suggest(request: SuggestRequest, options?: Options): Promise<readonly PaletteSuggestion[]>;
  /** Size at which a source should be passed to `paint`. @throws AppError `image.tooSmall` */
  sizeFor(source: Size): Size;
  dispose(): void;
}

/** Hints → colour of one frame, by the Hint U-Net. Equal requests give equal bits. */
export function createColorizer({ inference, registry, modelId }: { readonly inference: InferenceClient; readonly registry: ModelRegistry; readonly modelId?: string }): Colorizer {
  type Asked = Pick<PaintRequest, 'modelId'>;
  const model = (request: Asked): InstalledModel => registry.forTask('colorize', request.modelId ?? modelId);
  const brought = createBroughtColours(inference);
  const caches = new Map<string, FeatureCache>();
  /** The features of a frame are specific to a network. */
  function cacheOf(request: Asked): FeatureCache {
    const { id } = model(request);
    const cache = caches.get(id) ?? createFeatureCache(inference, () => registry.forTask('colorize', id));
    caches.set(id, cache);
    return cache;
  }

  const paintWith = (request: Asked, run: PaintRun, options: Options): ReturnType<typeof runPainter> => runPainter(inference, model(request), run, options);

  async function automaticAb(request: Asked, run: PaintRun, size: Size, options: Options): Promise<Float32Array> {
    const { features, automatic, padded } = run;
    const known = features.automatic;
    if (known !== undefined && isSame(known.of, automatic)) return known.ab;
    const { fetched } = await paintWith(request, { ...run, hints: undefined, base: undefined }, options);
    const ab = cropPadding(output(fetched, 'ab').data, padded, size);
    features.automatic = { of: automatic, ab };
    return ab;
  }

  function prepare(request: PaintRequest): { readonly padded: Size; readonly hints: HintPlanes; readonly automatic: Automatic } {
    const { luma, vividness = DEFAULT_VIVIDNESS } = request;
    // Size and values are checked even for a cached frame, so that errors do not depend on earlier requests.
    lumaTensor(luma, 1);
    return {
      padded: paddedSize(luma, model(request).manifest.sizeMultiple),
      hints: hintPlanes(request.hints, { width: luma.width, height: luma.height }, request.isUnseen === true ? {} : { lightness: luma.lightness, gamut: luma.gamut }),
      automatic: { global: globalVector(request.reference), annealing: annealing(model(request).manifest.annealing, vividness) },
    };
  }

  /** A crash of the process loses the features; retried once with new ones, then the frame is reported. */
  async function withFeatures<Result>(request: PaintRequest, options: Options, use: (features: FrameFeatures) => Promise<Result>): Promise<Result> {
    const { frameKey, luma } = request;
    const cache = cacheOf(request);
    try {
      return await cache.withFeatures(frameKey, luma, use);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'inference.crashed') throw error;
      options.signal?.throwIfAborted();
      return cache.withFeatures(frameKey, luma, use);
    }
  }

  const startsFromBase = (request: Asked): boolean => model(request).manifest.layout === 'tokens';

  /** What auto hints put in their places. */
  async function automaticOf(request: PaintRequest, run: PaintRun, options: Options): Promise<Float32Array> {
    const { automatic, reference, frameKey, luma } = request;
    if (automatic === undefined || reference !== undefined) return automaticAb(request, run, luma, options);
    return abPlaneToFloat(await brought.plane(automatic, frameKey, luma), { scale: AB_RANGE });
  }

  /** The network's painting, at the luma's size. */
  async function painting(request: PaintRequest, options: Options): Promise<{ readonly ab: Float32Array; readonly hints: HintPlanes }> {
    const { luma } = request;
    const { padded, hints, automatic } = prepare(request);
    const ab = await withFeatures(request, options, async (features) => {
      const base = request.base === undefined || !startsFromBase(request) ? undefined : baseTensor(request.base, luma, padded);
      const run = { features, padded, hints, automatic, base, fetch: ['ab'], keep: [] };
      const painted = await paintWith(request, run, options);
      const values = cropPadding(output(painted.fetched, 'ab').data, padded, luma);
      if (hints.auto.some((share) => share > 0)) blend(values, await automaticOf(request, run, options), hints.auto);
      return values;
    });
    return { ab, hints };
  }

  /** Painting over the automatic colour of an added model. */
  async function paintingOver(model: InstalledModel, request: PaintRequest, options: Options): Promise<{ readonly ab: Float32Array; readonly hints: HintPlanes }> {
    const { frameKey, luma } = request;
    const { hints } = prepare(request);
    const base = await brought.plane(model, frameKey, luma);
    const { automatic: _model, ...own } = request;
    const ab = await paintedOver(base, request.hints, luma, async (given) => {
      options.signal?.throwIfAborted();
      const painted = await painting({ ...own, hints: given, base }, options);
      obey(painted.ab, painted.hints);
      return abPlaneFromFloat(painted.ab, luma.width, luma.height, { scale: AB_RANGE });
    });
    if (hints.auto.some((share) => share > 0)) blend(ab, abPlaneToFloat(base, { scale: AB_RANGE }), hints.auto);
    return { ab, hints };
  }

  return {
    async paint(request, options = {}) {
      options.signal?.throwIfAborted();
      const { luma, automatic, reference, base } = request;
      const isOver = automatic !== undefined && reference === undefined && base === undefined;
      const { ab, hints } = isOver ? await paintingOver(automatic, request, options) : await painting(request, options);
      options.signal?.throwIfAborted();
      obey(ab, hints);
      return { plane: abPlaneFromFloat(ab, luma.width, luma.height, { scale: AB_RANGE }), outOfGamut: hints.outOfGamut };
    },

    async suggest(request, options = {}) {
      options.signal?.throwIfAborted();
      const { luma, at } = request;
      const { padded, hints, automatic } = prepare(request);
      const bins = await withFeatures(request, options, async (features) => {
        const { kept } = await paintWith(request, { features, padded, hints, automatic, base: undefined, fetch: [], keep: ['context'] }, options);
        try {
          const { fetched } = await inference.run({ model: model(request).id, graph: 'suggest', inputs: kept, fetch: ['bins'] }, options);
          return output(fetched, 'bins');
        } finally {
          inference.release(Object.values(kept));
        }
      });
      const column = Math.min(luma.width - 1, Math.floor(at[0] * luma.width));
      const row = Math.min(luma.height - 1, Math.floor(at[1] * luma.height));
      return suggestColours(logitsAt(bins, Math.floor(column / 4), Math.floor(row / 4)), luma.lightness[row * luma.width + column]!, request.scene);
    },

    sizeFor(source) {
      assertLargeEnough(source);
      return workingSize(source, COLORIZE_SHORT_SIDE);
    },

    dispose: () => { for (const cache of caches.values()) cache.dispose(); },
  };
}

function isSame(one: Automatic, other: Automatic): boolean {
  return one.global.every((value, index) => value === other.global[index]) && one.annealing.every((value, index) => value === other.annealing[index]);
}

function output(fetched: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = fetched[name];
  if (tensor === undefined) throw new Error(`The network gave no ${name}.`);
  return tensor;
}

/** Around auto hints the automatic colour replaces the painted one, with a soft transition. */
function blend(ab: Float32Array, automatic: Float32Array, auto: Float32Array): void {
  for (let index = 0; index < ab.length; index++) {
    const share = auto[index % auto.length]!;
    if (share > 0) ab[index] = ab[index]! + share * (automatic[index]! - ab[index]!);
  }
}

/**
 * Ensures the hint's colour at its position where the network falls short: inside a hint's radius, on its own side of a boundary, the
 * plane is blended towards the hint's colour, fully at the centre and not at all at the rim.
 */
function obey(ab: Float32Array, { ab: stated, hintWeight, auto }: HintPlanes): void {
  const count = hintWeight.length;
  for (let place = 0; place < count; place++) {
    const pull = hintWeight[place]! * (1 - auto[place]!);
    if (pull === 0) continue;
    for (const index of [place, count + place]) ab[index] = ab[index]! + pull * (stated[index]! - ab[index]!);
  }
}

/** The 313 logits of one cell of `bins` [1, 313, H/4, W/4]. */
function logitsAt(bins: Tensor, column: number, row: number): Float32Array {
  const [, count = 0, height = 0, width = 0] = bins.dims;
  return Float32Array.from({ length: count }, (_, bin) => bins.data[(bin * height + row) * width + column]!);
}
