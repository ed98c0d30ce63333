import { type FrameRange, frameRange, rangeIncludes } from './frame.ts';
import { Mask, type MaskKey, type MaskShape, shapeOnFrame } from './mask.ts';
import { distanceBetween, outside } from './mask-track.ts';

/** Shapes closer to each other than this, in widths of the picture, are the same. */
const SAME = 1e-6;

/**
 * A mask with the shapes of another one on a run of frames, and its own on all others of its shot. Where the two meet, what each shows is stated as a tracked shape. The same mask
 * where both show the same there; also where their shapes differ in kind or number of points, so that one cannot follow the other.
 * @param range frames whose shapes are the other's
 * @param shot all frames of the shot
 */
export function withShapesOf(mask: Mask, other: Mask, range: FrameRange, shot: FrameRange): Mask {
  if (mask === other) return mask;
  const inRange = ({ keys }: Mask): readonly MaskKey[] => keys.filter(({ frame }) => rangeIncludes(range, frame));
  const breaks = new Set([range.first, range.last, ...[...inRange(mask), ...inRange(other)].map(({ frame }) => frame)]);
  const differs = (one: MaskShape, two: MaskShape): boolean => distanceBetween(one, two) > SAME;
  const { lost: _lost, ...rest } = mask;
  const holes = [...outside(mask.lost ?? [], range), ...within(other.lost ?? [], range)].toSorted((a, b) => a.first - b.first);
  const found = holes.length === 0 ? rest : { ...rest, lost: holes };
  if (![...breaks].some((frame) => differs(shapeOnFrame(mask, frame), shapeOnFrame(other, frame)))) return JSON.stringify(mask.lost ?? []) === JSON.stringify(holes) ? mask : Mask.parse(found);

  let keys = [...mask.keys.filter(({ frame }) => !rangeIncludes(range, frame)), ...inRange(other)].toSorted((a, b) => a.frame - b.frame);
  const seams = [[range.first - 1, range.first], [range.last + 1, range.last]] as const;
  for (const [own, theirs] of seams) {
    const wanted = [...(rangeIncludes(shot, own) ? [{ frame: own, shape: shapeOnFrame(mask, own) }] : []), { frame: theirs, shape: shapeOnFrame(other, theirs) }];
    if (keys.length > 0 && !wanted.some(({ frame, shape }) => differs(shapeOnFrame({ keys }, frame), shape))) continue;
    keys = [...keys, ...wanted.filter(({ frame }) => keys.every((key) => key.frame !== frame)).map(({ frame, shape }): MaskKey => ({ frame: frame as MaskKey['frame'], shape, tracked: true }))].toSorted((a, b) => a.frame - b.frame);
  }
  const joined = Mask.safeParse({ ...found, keys });
  return joined.success ? joined.data : mask;
}

function within(runs: readonly FrameRange[], { first, last }: FrameRange): readonly FrameRange[] {
  return runs.filter((run) => run.last >= first && run.first <= last).map((run) => frameRange(Math.max(run.first, first), Math.min(run.last, last)));
}
