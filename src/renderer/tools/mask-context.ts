import type { FrameIndex } from '../../shared/model/frame.ts';
import type { MaskId } from '../../shared/model/ids.ts';
import { type Mask, type MaskPoint, type Masks, type MaskShape, newMask } from '../../shared/model/mask.ts';
import type { OutlinePlace } from './mask-points.ts';

/** A handle of a mask, by its place among the handles of its shape. */
export interface MaskHandle {
  readonly maskId: MaskId;
  readonly index: number;
  /** A place on the outline of a polygon, where a press adds the point that the handle then is. */
  readonly onOutline?: OutlinePlace;
}

/** What the mask tool needs beside the rest of the tool context. */
export interface MaskContext {
  /** Masks of the shot, from the document. */
  masks(): Masks;
  selected(): Mask | undefined;
  select(id: MaskId): void;
  /** Selects a point of a polygon, by its index; `undefined` selects none. */
  selectPoint(id: MaskId, index: number | undefined): void;
  /** Kind of the next mask. */
  kind(): MaskShape['kind'];
  frame(): FrameIndex;
  nextName(): string;
  /** Previews a mask of the shot, or a new one. */
  show(mask: Mask): void;
  /** Saves it and selects it. */
  commit(mask: Mask): void;
  /** Discards the preview and the begun polygon. */
  drop(): void;
  /** Points of the polygon that is begun. */
  draft(): readonly MaskPoint[];
  setDraft(points: readonly MaskPoint[]): void;
}

/** A mask of the points of a begun polygon; `undefined` below three. */
export function maskOfDraft(context: MaskContext): Mask | undefined {
  const points = context.draft();
  return points.length < 3 ? undefined : newMask(context.nextName(), context.frame(), { kind: 'polygon', points, smooth: true });
}
