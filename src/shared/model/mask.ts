import { z } from 'zod';
import { FrameIndex, FrameRange, frameRange } from './frame.ts';
import { MaskId, newId } from './ids.ts';

/** A position of a mask's outline, as fractions of the picture's width and height. It may lie beyond the picture. */
export const MaskPoint = z.tuple([z.number().min(-1).max(2), z.number().min(-1).max(2)]).readonly();
export type MaskPoint = z.infer<typeof MaskPoint>;

/** A length as a fraction of the picture's width. */
const MaskLength = z.number().min(0.001).max(2);

/** `radii` along its own axes, fractions of the picture's width; `angle` in degrees, clockwise on the screen. */
export const EllipseShape = z.object({ kind: z.literal('ellipse'), at: MaskPoint, radii: z.tuple([MaskLength, MaskLength]).readonly(), angle: z.number().min(-180).max(180) });
/** Closed. Where it is `smooth`, its outline is a curve through its points (Catmull-Rom), else straight lines. */
export const PolygonShape = z.object({ kind: z.literal('polygon'), points: z.array(MaskPoint).min(3).max(512).readonly(), smooth: z.boolean() });
/** What strokes of a round brush cover. */
const BrushShape = z.object({
  kind: z.literal('brush'),
  strokes: z.array(z.object({ path: z.array(MaskPoint).min(1).max(2000).readonly(), radius: MaskLength })).min(1).max(200).readonly(),
});
export const MaskShape = z.discriminatedUnion('kind', [EllipseShape, PolygonShape, BrushShape]);
export type MaskShape = z.infer<typeof MaskShape>;
export type EllipseShape = z.infer<typeof EllipseShape>;
export type PolygonShape = z.infer<typeof PolygonShape>;
type BrushShape = z.infer<typeof BrushShape>;

/** The shape that a mask was given on a frame: by a person, or (`tracked`) by the program, which may then find another one. */
export const MaskKey = z.object({ frame: FrameIndex, shape: MaskShape, tracked: z.literal(true).optional() });
export type MaskKey = z.infer<typeof MaskKey>;

/** What another mask does to the coverage of the mask that it is a part of. */
export const MaskJoin = z.enum(['add', 'subtract', 'intersect']);
export type MaskJoin = z.infer<typeof MaskJoin>;

/** Another mask of the shot as a part of a mask: with its own shapes, feather and inversion, and tracked by itself. */
export const MaskPart = z.object({ mask: MaskId, by: MaskJoin });
export type MaskPart = z.infer<typeof MaskPart>;

/** Widest feather, as a fraction of the picture's width. */
export const MOST_FEATHER = 0.25;

/**
 * A soft region of a shot. Its shape is stated on one frame or several (`keys`, in the order of their frames) and interpolated between
 * them; before the first and after the last it stays. All shapes of a mask have the same parts.
 */
export const Mask = z.object({
  id: MaskId,
  name: z.string().min(1).max(80),
  /** Whether its outline is shown; its effect does not depend on it. */
  visible: z.boolean(),
  inverted: z.boolean(),
  /** Its outline is a boundary for the colour of hints. */
  stopsColour: z.literal(true).optional(),
  /** Coverage goes from 1 to 0 from so far inside the outline to so far outside it; a fraction of the picture's width. */
  feather: z.number().min(0).max(MOST_FEATHER),
  /** Masks that are laid over its own shape one after the other, before it is inverted. They have no parts themselves. */
  parts: z.array(MaskPart).min(1).max(16).readonly().optional(),
  keys: z.array(MaskKey).min(1).max(10_000).readonly(),
  /** Frames, in order, on which tracking did not find it: its shape there is held or interpolated. */
  lost: z.array(FrameRange).max(1000).readonly().optional(),
}).refine(({ keys }) => keys.every(({ frame }, index) => index === 0 || keys[index - 1]!.frame < frame), { message: 'the shapes of a mask are in the order of their frames, one a frame' })
  .refine(({ keys }) => keys.every(({ shape }) => isSameBuild(shape, keys[0]!.shape)), { message: 'the shapes of a mask have the same kind and the same number of points' });
export type Mask = z.infer<typeof Mask>;

/** The masks of a shot, in the order of its list. */
export const Masks = z.array(Mask).max(64).readonly()
  .refine((masks) => masks.every((mask) => wrongPart(mask, masks) === undefined), { message: 'the parts of a mask are other masks of its shot, which have no parts' });
export type Masks = z.infer<typeof Masks>;

/** Why a mask cannot have its parts, in a sentence; `undefined` where it can. */
export function wrongPart({ id, name, parts = [] }: Pick<Mask, 'id' | 'name' | 'parts'>, masks: readonly Mask[]): string | undefined {
  const owner = masks.find((mask) => mask.id !== id && mask.parts?.some((part) => part.mask === id) === true);
  if (parts.length > 0 && owner !== undefined) return `“${name}” is a part of “${owner.name}” and cannot have parts itself.`;
  for (const [index, { mask }] of parts.entries()) {
    const found = masks.find((each) => each.id === mask);
    if (found === undefined || mask === id) return `A part of “${name}” is not another mask of the shot.`;
    if (found.parts !== undefined) return `“${found.name}” has parts itself and cannot be a part of “${name}”.`;
    if (parts.findIndex((part) => part.mask === mask) !== index) return `“${found.name}” is a part of “${name}” already.`;
  }
  return undefined;
}

/** Without parts. */
const PlainOnFrame = z.object({ inverted: z.boolean(), feather: z.number().min(0).max(MOST_FEATHER), shape: MaskShape });

/** A mask on one frame. */
export const MaskOnFrame = PlainOnFrame.extend({ id: MaskId, parts: z.array(PlainOnFrame.extend({ by: MaskJoin })).readonly().optional() });
export type MaskOnFrame = z.infer<typeof MaskOnFrame>;

/** Whether one shape can be interpolated towards another. */
export function isSameBuild(one: MaskShape, other: MaskShape): boolean {
  switch (one.kind) {
    case 'ellipse': return other.kind === 'ellipse';
    case 'polygon': return other.kind === 'polygon' && one.points.length === other.points.length;
    case 'brush': return other.kind === 'brush' && one.strokes.length === other.strokes.length && one.strokes.every(({ path }, index) => path.length === other.strokes[index]!.path.length);
  }
}

/** A mask of one shape. */
export function newMask(name: string, frame: FrameIndex, shape: MaskShape): Mask {
  return { id: newId(MaskId), name, visible: true, inverted: false, feather: 0.01, keys: [{ frame, shape }] };
}

const between = (from: number, to: number, share: number): number => from + share * (to - from);
const pointBetween = (from: MaskPoint, to: MaskPoint, share: number): MaskPoint => [between(from[0], to[0], share), between(from[1], to[1], share)];
const pathBetween = (from: readonly MaskPoint[], to: readonly MaskPoint[], share: number): readonly MaskPoint[] => from.map((point, index) => pointBetween(point, to[index]!, share));

/** The shorter way round, in degrees within ±180. */
function angleBetween(from: number, to: number, share: number): number {
  const way = ((((to - from + 180) % 360) + 360) % 360) - 180;
  const angle = from + share * way;
  return angle > 180 ? angle - 360 : angle < -180 ? angle + 360 : angle;
}

/** `share` 0…1 of the way from one shape to another of the same build; the first where the builds differ. */
export function shapeBetween(from: MaskShape, to: MaskShape, share: number): MaskShape {
  if (from.kind === 'ellipse' && to.kind === 'ellipse') {
    return { kind: 'ellipse', at: pointBetween(from.at, to.at, share), radii: [between(from.radii[0], to.radii[0], share), between(from.radii[1], to.radii[1], share)], angle: angleBetween(from.angle, to.angle, share) };
  }
  if (!isSameBuild(from, to)) return from;
  if (from.kind === 'polygon' && to.kind === 'polygon') return { ...from, points: pathBetween(from.points, to.points, share) };
  if (from.kind === 'brush' && to.kind === 'brush') {
    return { kind: 'brush', strokes: from.strokes.map(({ path, radius }, index) => ({ path: pathBetween(path, to.strokes[index]!.path, share), radius: between(radius, to.strokes[index]!.radius, share) })) };
  }
  return from;
}

/** A mask's shape on a frame. */
export function shapeOnFrame({ keys }: Pick<Mask, 'keys'>, frame: number): MaskShape {
  const after = keys.findIndex((key) => key.frame > frame);
  if (after === 0) return keys[0]!.shape;
  const from = keys[(after === -1 ? keys.length : after) - 1]!;
  const to = after === -1 ? undefined : keys[after];
  return to === undefined || from.frame === frame ? from.shape : shapeBetween(from.shape, to.shape, (frame - from.frame) / (to.frame - from.frame));
}

/** The parts of a mask with the masks that they are. @param masks of its shot */
export function partsOf({ parts = [] }: Pick<Mask, 'parts'>, masks: readonly Mask[]): readonly { readonly by: MaskJoin; readonly mask: Mask }[] {
  return parts.flatMap(({ mask: id, by }) => {
    const mask = masks.find((each) => each.id === id);
    return mask === undefined ? [] : [{ by, mask }];
  });
}

interface KnownOnFrames {
  /** The masks of its parts when they were looked at. */
  readonly parts: readonly Mask[];
  readonly byFrame: Map<number, MaskOnFrame>;
}
const onFrames = new WeakMap<Mask, KnownOnFrames>();

/** A mask on a frame; the same object each time. @param masks of its shot, for its parts */
export function maskOnFrame(mask: Mask, frame: number, masks: readonly Mask[]): MaskOnFrame {
  const parts = partsOf(mask, masks);
  const before = onFrames.get(mask);
  const known = before !== undefined && before.parts.length === parts.length && before.parts.every((part, index) => part === parts[index]!.mask) ? before : { parts: parts.map((part) => part.mask), byFrame: new Map<number, MaskOnFrame>() };
  onFrames.set(mask, known);
  const isStill = [mask, ...known.parts].every(({ keys }) => keys.length === 1);
  const at = isStill ? mask.keys[0]!.frame : frame;
  const found = known.byFrame.get(at) ?? {
    id: mask.id, inverted: mask.inverted, feather: mask.feather, shape: shapeOnFrame(mask, frame),
    ...(parts.length === 0 ? {} : { parts: parts.map((part) => ({ by: part.by, inverted: part.mask.inverted, feather: part.mask.feather, shape: shapeOnFrame(part.mask, frame) })) }),
  };
  known.byFrame.set(at, found);
  return found;
}

/** A mask with other parts; without any it is as one that never had them. */
export function withParts({ parts: _old, ...mask }: Mask, parts: readonly MaskPart[]): Mask {
  return parts.length === 0 ? mask : { ...mask, parts };
}

/** A mask with another shape on a frame; on the others it stays as it was stated. */
export function withShapeOnFrame(mask: Mask, frame: FrameIndex, shape: MaskShape): Mask {
  const keys = [...mask.keys.filter((key) => key.frame !== frame), { frame, shape }].sort((a, b) => a.frame - b.frame);
  return { ...mask, keys };
}

/** A mask without its shape on a frame. The last one stays. */
export function withoutShapeOnFrame(mask: Mask, frame: number): Mask {
  const keys = mask.keys.filter((key) => key.frame !== frame);
  return keys.length === 0 || keys.length === mask.keys.length ? mask : { ...mask, keys };
}

/** How the shape on some frames came about: `held` is that of the first or last key, `lost` one on which tracking gave up and none was set by hand since. */
export type MaskSpanKind = 'held' | 'interpolated' | 'tracked' | 'lost';
export interface MaskSpan extends FrameRange {
  readonly kind: MaskSpanKind;
}

/** Runs of the frames on which a mask was lost and has no shape set by hand since, in order. */
export function lostRuns({ keys, lost = [] }: Pick<Mask, 'keys' | 'lost'>): readonly FrameRange[] {
  const byHand = keys.filter(({ tracked }) => tracked !== true).map(({ frame }) => frame);
  return lost.flatMap((hole) => {
    const within = byHand.filter((frame) => frame >= hole.first && frame <= hole.last);
    return [hole.first - 1, ...within].flatMap((before, index) => {
      const [first, last] = [before + 1, (within[index] ?? hole.last + 1) - 1];
      return first > last ? [] : [frameRange(first, last)];
    });
  });
}

/** The frames of a shot by how a mask's shape on them came about, in order and without a gap. @param range frames of the shot, both ends included */
export function maskSpans({ keys, lost }: Pick<Mask, 'keys' | 'lost'>, range: FrameRange): readonly MaskSpan[] {
  const holes = lostRuns({ keys, lost });
  const spans: MaskSpan[] = [];
  const add = (first: number, last: number, kind: MaskSpanKind): void => {
    const [from, to] = [Math.max(first, range.first), Math.min(last, range.last)];
    const before = spans.at(-1);
    if (from > to) return;
    if (before?.kind === kind) spans.splice(-1, 1, { ...before, last: to as FrameIndex });
    else spans.push({ first: from as FrameIndex, last: to as FrameIndex, kind });
  };
  const addFound = (first: number, last: number, kind: MaskSpanKind): void => {
    let at = first;
    for (const hole of holes) {
      if (hole.last < at || hole.first > last) continue;
      add(at, hole.first - 1, kind);
      add(Math.max(at, hole.first), Math.min(last, hole.last), 'lost');
      at = hole.last + 1;
    }
    add(at, last, kind);
  };
  addFound(range.first, keys[0]!.frame - 1, 'held');
  keys.forEach((key, index) => {
    const next = keys[index + 1];
    if (next === undefined) {
      addFound(key.frame, key.frame, key.tracked === true ? 'tracked' : 'held');
      addFound(key.frame + 1, range.last, 'held');
    } else addFound(key.frame, next.frame - 1, key.tracked === true || next.tracked === true ? 'tracked' : 'interpolated');
  });
  return spans;
}

/** Frames to which a shape set by hand can be moved: between those set by hand before and after it, within the shot. `undefined` for one that was tracked, or where there is none. */
export function shapeLimits({ keys }: Pick<Mask, 'keys'>, frame: number, range: FrameRange): FrameRange | undefined {
  const byHand = keys.filter(({ tracked }) => tracked !== true);
  const at = byHand.findIndex((key) => key.frame === frame);
  if (at === -1 || frame < range.first || frame > range.last) return undefined;
  return { first: Math.max(range.first, (byHand[at - 1]?.frame ?? -1) + 1) as FrameIndex, last: Math.min(range.last, (byHand[at + 1]?.frame ?? Infinity) - 1) as FrameIndex };
}

/** A mask with the shape of one frame on another. A tracked shape that was there is replaced; the others stay. */
export function withShapeMoved(mask: Mask, from: number, to: FrameIndex): Mask {
  const key = mask.keys.find(({ frame }) => frame === from);
  if (key === undefined || from === to) return mask;
  return { ...mask, keys: [...mask.keys.filter(({ frame }) => frame !== from && frame !== to), { ...key, frame: to }].sort((a, b) => a.frame - b.frame) };
}
