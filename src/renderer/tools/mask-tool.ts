import type { ImagePoint } from '../../shared/model/hint.ts';
import { type Mask, newMask, shapeOnFrame, withShapeOnFrame } from '../../shared/model/mask.ts';
import { type MaskHandle, maskOfDraft } from './mask-context.ts';
import { withHandleMoved } from './mask-handles.ts';
import { withPointOnOutline } from './mask-points.ts';
import { distance, type Tool, type ToolContext } from './tool.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'dragging'; readonly original: Mask; readonly index: number; readonly mask: Mask; readonly isNew: boolean }
  | { readonly kind: 'ellipse'; readonly from: ImagePoint; readonly mask: Mask | undefined }
  | { readonly kind: 'brush'; readonly path: readonly ImagePoint[]; readonly onto: Mask | undefined; readonly mask: Mask };

/** Minimum distance between points of a brush stroke, in widths of the picture. */
const STEP = 0.004;
/** A press so near to the first point closes a polygon, in widths of the picture. */
const CLOSES_WITHIN = 0.015;
/** An ellipse with smaller radii was a click. */
const LEAST_RADIUS = 0.005;

/**
 * Draws masks: an ellipse by a drag over the box around it, a polygon by clicks that end on its first point, a brush by strokes, which add to
 * the selected brush mask. A press on a handle changes that mask's shape on the frame shown; one on the
 * outline of the selected polygon adds a point there.
 */
export function createMaskTool(context: Pick<ToolContext, 'masks' | 'aspect' | 'radius'>): Tool {
  const { masks } = context;
  let state: State = { kind: 'idle' };

  function strokeMask(path: readonly ImagePoint[], onto: Mask | undefined, id?: Mask['id']): Mask {
    const stroke = { path, radius: context.radius() };
    if (onto !== undefined) {
      const longer = { ...onto, keys: onto.keys.map((key) => (key.shape.kind === 'brush' ? { ...key, shape: { ...key.shape, strokes: [...key.shape.strokes, stroke] } } : key)) };
      // On the other frames of a tracked mask the stroke is not in its place yet: this frame is the one to track from again.
      return longer.keys.some(({ tracked }) => tracked === true) ? withShapeOnFrame(longer, masks.frame(), shapeOnFrame(longer, masks.frame())) : longer;
    }
    const mask = newMask(masks.nextName(), masks.frame(), { kind: 'brush', strokes: [stroke] });
    return id === undefined ? mask : { ...mask, id };
  }

  function take(mask: Mask, { index, onOutline }: MaskHandle): void {
    const original = onOutline === undefined ? mask : withPointOnOutline(mask, onOutline);
    if (original === undefined) return;
    state = { kind: 'dragging', original, index, mask: original, isNew: onOutline !== undefined };
    if (onOutline !== undefined) masks.show(original);
  }

  function begin(at: ImagePoint): void {
    switch (masks.kind()) {
      case 'ellipse':
        state = { kind: 'ellipse', from: at, mask: undefined };
        return;
      case 'polygon': {
        const draft = masks.draft();
        const made = draft.length >= 3 && distance(draft[0]!, at, context.aspect()) < CLOSES_WITHIN ? maskOfDraft(masks) : undefined;
        if (made === undefined) masks.setDraft([...draft, at]);
        else masks.commit(made);
        return;
      }
      case 'brush': {
        const selected = masks.selected();
        const onto = selected?.keys[0]?.shape.kind === 'brush' ? selected : undefined;
        state = { kind: 'brush', path: [at], onto, mask: strokeMask([at], onto) };
        masks.show(state.mask);
      }
    }
  }

  function move(at: ImagePoint): void {
    switch (state.kind) {
      case 'idle': return;
      case 'dragging': {
        const { original, index } = state;
        const shape = withHandleMoved(shapeOnFrame(original, masks.frame()), index, at, context.aspect());
        state = { ...state, mask: withShapeOnFrame(original, masks.frame(), shape) };
        masks.show(state.mask);
        return;
      }
      case 'ellipse': {
        const { from } = state;
        const radii = [Math.abs(at[0] - from[0]) / 2, (Math.abs(at[1] - from[1]) * context.aspect()) / 2] as const;
        if (radii.some((radius) => radius < LEAST_RADIUS)) return;
        const mask = newMask(masks.nextName(), masks.frame(), { kind: 'ellipse', at: [(at[0] + from[0]) / 2, (at[1] + from[1]) / 2], radii, angle: 0 });
        state = { ...state, mask: state.mask === undefined ? mask : { ...mask, id: state.mask.id } };
        masks.show(state.mask!);
        return;
      }
      case 'brush': {
        if (distance(state.path.at(-1)!, at, context.aspect()) < STEP) return;
        const path = [...state.path, at];
        state = { ...state, path, mask: strokeMask(path, state.onto, state.mask.id) };
        masks.show(state.mask);
      }
    }
  }

  return {
    id: 'mask', cursor: 'crosshair', onHint: 'passes',
    get ring() { return masks.kind() === 'brush' ? 'colour' : 'none'; },
    handle(event) {
      switch (event.kind) {
        case 'down': {
          if (state.kind !== 'idle') return;
          const { handle } = event;
          const taken = handle === undefined || masks.draft().length > 0 ? undefined : masks.masks().find(({ id }) => id === handle.maskId);
          if (handle !== undefined && taken !== undefined) take(taken, handle);
          else begin(event.at);
          return;
        }
        case 'move':
          move(event.at);
          return;
        case 'up': {
          const ended = state;
          state = { kind: 'idle' };
          if (ended.kind === 'dragging') masks.selectPoint(ended.original.id, ended.index === 0 ? undefined : ended.index - 1);
          if (ended.kind === 'dragging' && ended.mask === ended.original && !ended.isNew) masks.select(ended.original.id);
          else if (ended.kind !== 'idle' && ended.mask !== undefined) masks.commit(ended.mask);
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle' && masks.draft().length === 0) return;
          state = { kind: 'idle' };
          masks.drop();
      }
    },
  };
}
