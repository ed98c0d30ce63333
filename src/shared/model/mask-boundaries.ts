import type { BoundaryHint, ImagePoint } from './hint.ts';
import { HintId } from './ids.ts';
import { maskCoverage, outlineOf } from './mask-coverage.ts';
import type { MaskOnFrame, MaskPoint } from './mask.ts';
import { outlinesOf } from './traced-outline.ts';
import type { Size } from './working-size.ts';

/** Width of the samples that the outline of a brush mask is traced on: about that of a picture for the painter. */
const TRACED_WIDTH = 512;

/** By the shape, or by the mask on the frame where it has parts. */
const known = new WeakMap<object, readonly BoundaryHint[]>();
type Outlined = Pick<MaskOnFrame, 'shape' | 'parts'>;

/** The outline of a mask as boundaries, as far as it lies in the picture. @param picture the clip's, always the same for a mask */
export function boundariesOfMask(mask: Pick<MaskOnFrame, 'id' | 'shape' | 'parts'>, picture: Size): readonly BoundaryHint[] {
  const { id } = mask;
  const name = mask.parts === undefined ? mask.shape : mask;
  const found = known.get(name) ?? closedOutlines(mask, picture).flatMap(linesInPicture)
    .map((path, index): BoundaryHint => ({ kind: 'boundary', id: HintId.parse(`${id} outline ${index}`), path }));
  known.set(name, found);
  return found;
}

/** The outline of what a mask covers, its inversion left out. */
export function closedOutlines({ shape, parts }: Outlined, picture: Size): readonly (readonly MaskPoint[])[] {
  if (shape.kind !== 'brush' && parts === undefined) return outlineOf(shape, picture);
  const size = { width: TRACED_WIDTH, height: Math.max(1, Math.round((TRACED_WIDTH * picture.height) / picture.width)) };
  const { values } = maskCoverage({ shape, feather: 0, inverted: false, ...(parts === undefined ? {} : { parts: parts.map((part) => ({ ...part, feather: 0 })) }) }, size);
  return outlinesOf({ ...size, values }, 127.5).map((line) => [...line, line[0]!].map(([x, y]): MaskPoint => [x / size.width, y / size.height]));
}

/** The parts of a line that lie in the picture. */
function linesInPicture(line: readonly MaskPoint[]): readonly (readonly ImagePoint[])[] {
  const parts: ImagePoint[][] = [];
  for (let index = 1; index < line.length; index++) {
    const piece = pieceInPicture(line[index - 1]!, line[index]!);
    if (piece === undefined) continue;
    const [from, to] = piece;
    const last = parts.at(-1);
    const end = last?.at(-1);
    if (last !== undefined && end !== undefined && end[0] === from[0] && end[1] === from[1]) last.push(to);
    else parts.push([from, to]);
  }
  return parts;
}

/** The part of a straight line within 0…1 of both axes (Liang and Barsky). */
function pieceInPicture(from: MaskPoint, to: MaskPoint): readonly [ImagePoint, ImagePoint] | undefined {
  let [start, end] = [0, 1];
  for (const axis of [0, 1] as const) {
    const along = to[axis] - from[axis];
    for (const [by, room] of [[-along, from[axis]], [along, 1 - from[axis]]] as const) {
      if (by === 0 && room < 0) return undefined;
      if (by < 0) start = Math.max(start, room / by);
      if (by > 0) end = Math.min(end, room / by);
    }
  }
  if (start > end) return undefined;
  const at = (share: number): ImagePoint => [within(from[0] + share * (to[0] - from[0])), within(from[1] + share * (to[1] - from[1]))];
  return [at(start), at(end)];
}

/** Shortened to a hundredth of a pixel of a wide film, so that neither rounding nor text changes a key. */
function within(value: number): number {
  return Math.min(1, Math.max(0, Math.round(value * 1e6) / 1e6));
}
