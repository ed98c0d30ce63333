import type { Size } from '../../shared/model/working-size.ts';
import { boxBlur } from './box-blur.ts';
import { type CellFlow, FLOW_UNITS } from './cell-flow.ts';
import type { CellLuma } from './cell-luma.ts';
import { likeness } from './luma-likeness.ts';
import { SamplePosition } from './sample-position.ts';

/** What the network is given of the track to one source, planar, at ¼ of the working size without padding: n cells, row by row. */
export interface SourceTrack {
  readonly size: Size;
  /** `source_place`, 2 · n: x of all cells, then y, where they lie in the source, in its cells (sample centres at whole numbers); may lie outside of it. */
  readonly place: Float32Array;
  /**
   * `source_evidence`, 3 · n, 0…1: trust of the steps (the product of their likeness in luma); likeness of the source's luma to this
   * frame's; whether the track never left the picture.
   */
  readonly evidence: Float32Array;
}

export const EVIDENCE_PLANES = 3;

/** Product of a track's evidence below which a cell counts as lost. */
const TRUSTED = 0.5;

/** Radius in cells of the mean of the difference in luma between both ends. */
const EVIDENCE_RADIUS = 1;
const LUMA_UNITS = 2.55;

/**
 * Where the cells of a frame lie in another frame of its shot, and how far that can be trusted. The same as `Track` and `ShotFlows` of
 * training/tintype_training/flow_track.py.
 */
export class FlowTrack {
  readonly size: Size;
  /** 2 · n, planar: (x, y) in cells of the other frame. */
  readonly place: Float32Array;
  /** n, 0…1: product of the steps' likeness in luma. */
  readonly trust: Float32Array;
  /** n, 0…1: whether the track never left the picture by a cell or more. */
  readonly inside: Float32Array;

  constructor(size: Size, planes: Pick<FlowTrack, 'place' | 'trust' | 'inside'>) {
    this.size = size;
    [this.place, this.trust, this.inside] = [planes.place, planes.trust, planes.inside];
  }

  /** Of a frame to itself. */
  static start(size: Size): FlowTrack {
    const count = size.width * size.height;
    return new FlowTrack(size, { place: ownCells(size), trust: new Float32Array(count).fill(1), inside: new Float32Array(count).fill(1) });
  }

  /**
   * Goes on from the frame where it ends to a neighbour of that.
   * @param flow of the frame where it ends into the neighbour @param lumas of these two
   */
  extend(flow: CellFlow, lumaHere: CellLuma, lumaThere: CellLuma): void {
    const { size, place, trust, inside } = this;
    const count = trust.length;
    const { dx, dy } = flow;
    const missed = new Float32Array(count);
    const at = new SamplePosition(size);
    // Short loops, since V8 inlines only so much into one.
    for (let index = 0; index < count; index++) {
      at.moveTo(place[index]!, place[count + index]!);
      missed[index] = at.of(lumaHere);
      place[index]! += at.of(dx) / FLOW_UNITS;
      place[count + index]! += at.of(dy) / FLOW_UNITS;
    }
    for (let index = 0; index < count; index++) {
      const x = place[index]!;
      const y = place[count + index]!;
      if (!isInside(x, y, size)) inside[index] = 0;
      at.moveTo(x, y);
      missed[index]! -= at.of(lumaThere);
    }
    loseTrust(trust, missed);
  }

  /**
   * The track of a neighbour of this track's frame, to the same end. One step, whatever the distance; places are sampled instead of flows.
   * @param flow of the neighbour into this track's frame @param lumaHere of the neighbour @param lumaThere of this track's frame
   */
  grown(flow: CellFlow, lumaHere: CellLuma, lumaThere: CellLuma): FlowTrack {
    const { size, size: { width, height } } = this;
    const count = width * height;
    const [place, trust, inside] = [new Float32Array(2 * count), new Float32Array(count), new Float32Array(count)];
    const missed = new Float32Array(count);
    const [placeX, placeY] = [this.place.subarray(0, count), this.place.subarray(count)];
    const { dx, dy } = flow;
    const at = new SamplePosition(size);
    for (let row = 0, index = 0; row < height; row++) for (let column = 0; column < width; column++, index++) {
      const x = column + dx[index]! / FLOW_UNITS;
      const y = row + dy[index]! / FLOW_UNITS;
      at.moveTo(x, y);
      // A position outside the picture keeps its distance from the edge.
      const toX = at.of(placeX) + x - at.x;
      const toY = at.of(placeY) + y - at.y;
      place[index] = toX;
      place[count + index] = toY;
      // A track may leave the picture in small steps, so its end is tested as well as this step.
      if (isInside(x, y, size) && isInside(toX, toY, size)) inside[index] = at.of(this.inside);
      missed[index] = at.of(lumaThere) - lumaHere[index]!;
      trust[index] = at.of(this.trust);
    }
    loseTrust(trust, missed);
    return new FlowTrack(size, { place, trust, inside });
  }

  /** What the frame where it ends looks like along it. @param lumaThere of that frame */
  drawn(lumaThere: CellLuma): CellLuma {
    const { size, place } = this;
    const count = this.trust.length;
    const picture = new Uint8Array(count);
    const at = new SamplePosition(size);
    for (let index = 0; index < count; index++) {
      at.moveTo(place[index]!, place[count + index]!);
      picture[index] = Math.floor(at.of(lumaThere) + 0.5);
    }
    return picture;
  }

  /**
   * Mended by the flow that is left between its frame and where it ends as {@link drawn}: of each cell the place that is more like it is taken. Where that is
   * like it, the track is trusted, whatever its steps were.
   * @param rest (dx, dy) interleaved, in cells @param lumaHere of its frame @param lumaThere of the frame where it ends
   */
  refined(rest: Float32Array, lumaHere: CellLuma, lumaThere: CellLuma): FlowTrack {
    const { size, size: { width, height } } = this;
    const count = width * height;
    const place = new Float32Array(2 * count);
    const [placeX, placeY] = [this.place.subarray(0, count), this.place.subarray(count)];
    const missed = [new Float32Array(count), new Float32Array(count)] as const;
    const at = new SamplePosition(size);
    for (let row = 0, index = 0; row < height; row++) for (let column = 0; column < width; column++, index++) {
      const [x, y] = [column + rest[2 * index]!, row + rest[2 * index + 1]!];
      at.moveTo(x, y);
      place[index] = at.of(placeX) + x - at.x;
      place[count + index] = at.of(placeY) + y - at.y;
    }
    for (const [which, from] of [this.place, place].entries()) for (let index = 0; index < count; index++) {
      at.moveTo(from[index]!, from[count + index]!);
      missed[which]![index] = ((at.of(lumaThere) - lumaHere[index]!) / LUMA_UNITS) ** 2;
    }
    const [before, after] = missed.map((plane) => boxBlur(plane, size, EVIDENCE_RADIUS)) as [Float32Array, Float32Array];
    const [trust, inside] = [new Float32Array(count), new Float32Array(count)];
    for (let index = 0; index < count; index++) {
      if (!(after[index]! < before[index]!)) {
        place[index] = placeX[index]!;
        place[count + index] = placeY[index]!;
      }
      if (isInside(place[index]!, place[count + index]!, size)) inside[index] = this.inside[index]!;
      trust[index] = Math.max(this.trust[index]!, likeness(Math.sqrt(Math.min(before[index]!, after[index]!)))) * inside[index]!;
    }
    return new FlowTrack(size, { place, trust, inside });
  }

  /**
   * For the network. Places are shared with this track, which is not to be extended afterwards.
   * @param lumaHere of the track's frame @param lumaThere of the frame where it ends
   */
  sourceTrack(lumaHere: CellLuma, lumaThere: CellLuma): SourceTrack {
    const { size, place, trust, inside } = this;
    const count = trust.length;
    const missed = new Float32Array(count);
    const at = new SamplePosition(size);
    for (let index = 0; index < count; index++) {
      at.moveTo(place[index]!, place[count + index]!);
      missed[index] = (at.of(lumaThere) - lumaHere[index]!) / LUMA_UNITS;
    }
    const evidence = new Float32Array(EVIDENCE_PLANES * count);
    evidence.set(trust);
    evidence.set(boxBlur(missed, size, EVIDENCE_RADIUS).map(likeness), count);
    evidence.set(inside, 2 * count);
    return { size, place, evidence };
  }
}

/** Whether a place lies in the picture, or less than a cell outside. */
function isInside(x: number, y: number, { width, height }: Size): boolean {
  return x > -1 && x < width && y > -1 && y < height;
}

/** @param missed difference in luma of each cell over a step, in codes */
function loseTrust(trust: Float32Array, missed: Float32Array): void {
  for (let index = 0; index < trust.length; index++) trust[index]! *= likeness(missed[index]! / LUMA_UNITS);
}

/** Of a source to which there is no track: every cell at its own place, without evidence, for which the network was trained. */
export function withoutTrack(size: Size): SourceTrack {
  return { size, place: ownCells(size), evidence: new Float32Array(EVIDENCE_PLANES * size.width * size.height) };
}

/** Share of the cells that flow loses on the way to at least one of the sources. Equal to `lost_share` of training/tintype_training/propagation_runs.py. */
export function lostShare(tracks: readonly SourceTrack[]): number {
  const count = tracks[0]!.evidence.length / EVIDENCE_PLANES;
  let lost = 0;
  for (let cell = 0; cell < count; cell++) if (tracks.some(({ evidence }) => evidence[cell]! * evidence[count + cell]! * evidence[2 * count + cell]! < TRUSTED)) lost += 1;
  return lost / count;
}

/** (x, y) of all cells, planar. */
export function ownCells({ width, height }: Size): Float32Array {
  const count = width * height;
  const place = new Float32Array(2 * count);
  for (let row = 0, index = 0; row < height; row++) for (let column = 0; column < width; column++, index++) {
    place[index] = column;
    place[count + index] = row;
  }
  return place;
}
