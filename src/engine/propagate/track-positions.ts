import type { ImagePoint } from '../../shared/model/hint.ts';
import { paddedSize } from '../../shared/model/working-size.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { lumaTensor, type InferenceClient, type InstalledModel } from '../models/index.ts';
import { findPosition } from './position-finder.ts';
import type { CellPosition, FeatureMap } from './position-similarity.ts';
import { PositionTracker, type TrackerState } from './position-tracker.ts';

/** A position in a later frame. */
export interface FollowedPosition {
  readonly at: ImagePoint;
  /** 0…1. */
  readonly confidence: number;
  /** It has left the picture or is covered; `at` is its last known position. */
  readonly lost: boolean;
}

export interface FollowedFrame {
  readonly frame: number;
  /** In the order of the given positions. */
  readonly positions: readonly FollowedPosition[];
  /** State from which the next frame can be tracked, now or later. */
  readonly state: TrackerState;
}

export interface FindRequest {
  readonly source: WorkingLuma;
  readonly target: WorkingLuma;
  /** Of the source. */
  readonly positions: readonly ImagePoint[];
}

export interface FollowRequest {
  /** Frames in order, forwards or backwards, none left out. */
  readonly lumas: AsyncIterable<WorkingLuma>;
  /** Positions in the first frame; or the state after the frame before it. */
  readonly from: readonly ImagePoint[] | { readonly state: TrackerState };
}

interface TrackParts {
  readonly inference: InferenceClient;
  readonly model: InstalledModel;
}

/** Finds positions of one frame in another that need not be of the same shot, by the propagation network's fine features. */
export async function findPositions(parts: TrackParts, { source, target, positions }: FindRequest, options: { readonly signal?: AbortSignal } = {}): Promise<readonly FollowedPosition[]> {
  const [from, to] = [await fineFeatures(parts, source, options), await fineFeatures(parts, target, options)];
  const found: FollowedPosition[] = [];
  for (const at of positions) {
    // Each search covers a whole picture: other requests run in between.
    await new Promise<void>((resolve) => { setImmediate(resolve); });
    options.signal?.throwIfAborted();
    const { confidence, lost, ...position } = findPosition(from, toCells(at, from), to);
    found.push({ at: toFraction(position, to), confidence, lost });
  }
  return found;
}

/** Follows places through frames by the propagation network's fine features, one frame after the other. The frame of the places itself is not answered. */
export async function* followPositions(parts: TrackParts, request: FollowRequest, options: { readonly signal?: AbortSignal } = {}): AsyncGenerator<FollowedFrame, void, undefined> {
  const { from } = request;
  let tracker = 'state' in from ? new PositionTracker(from.state) : undefined;
  for await (const luma of request.lumas) {
    options.signal?.throwIfAborted();
    const map = await fineFeatures(parts, luma, options);
    if (tracker === undefined) {
      tracker = PositionTracker.at(map, (from as readonly ImagePoint[]).map((at) => toCells(at, map)));
      continue;
    }
    const positions = tracker.step(map).map(({ confidence, lost, ...at }) => ({ at: toFraction(at, map), confidence, lost }));
    yield { frame: luma.frame, positions, state: tracker.state };
  }
}

async function fineFeatures({ inference, model }: TrackParts, luma: WorkingLuma, options: { readonly signal?: AbortSignal }): Promise<FeatureMap> {
  const { fetched } = await inference.run({ model: model.id, graph: model.manifest.layout === 'sources' ? 'tokens' : 'encode', inputs: { luma: lumaTensor(luma, model.manifest.sizeMultiple) }, fetch: ['fine'] }, options);
  const fine = fetched['fine'];
  if (fine === undefined) throw new Error('The network gave no fine features.');
  return cellByCell(fine.data, { width: luma.width / 4, height: luma.height / 4 }, paddedSize(luma, model.manifest.sizeMultiple).width / 4, fine.dims[1]!);
}

/** Planes of a padded map → the vectors of the picture's own cells. */
function cellByCell(planes: Float32Array, { width, height }: { readonly width: number; readonly height: number }, paddedWidth: number, channels: number): FeatureMap {
  const plane = planes.length / channels;
  const vectors = new Float32Array(width * height * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      const from = channel * plane + row * paddedWidth;
      for (let column = 0; column < width; column++) vectors[(row * width + column) * channels + channel] = planes[from + column]!;
    }
  }
  return { width, height, channels, vectors };
}

function toCells([x, y]: ImagePoint, { width, height }: FeatureMap): CellPosition {
  return { x: x * width - 0.5, y: y * height - 0.5 };
}

function toFraction({ x, y }: CellPosition, { width, height }: FeatureMap): ImagePoint {
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  return [within((x + 0.5) / width), within((y + 0.5) / height)];
}
