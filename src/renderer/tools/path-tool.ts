import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { distance, nextHintColour, type Tool, type ToolContext, type ToolPointer, withHint } from './tool.ts';

interface Drawing {
  readonly kind: 'drawing';
  readonly id: HintId;
  /** Fixed points. */
  readonly path: readonly ImagePoint[];
  /** Width factors of the pen at each of them. */
  readonly widths: readonly number[];
  /** Points that still follow the pointer: a line snapped to edges from the last fixed point. */
  readonly tail: readonly ImagePoint[];
}
type State = { readonly kind: 'idle' } | Drawing;

/** Minimum distance between points of a path, in widths of the picture. */
const STEP = 0.003;
/** When a snapped line is this long, its first half becomes fixed, in widths of the picture. */
const SETTLES_AT = 0.06;

/**
 * Stroke and boundary: drawn while the pointer is down; a pen's pressure sets the width of a stroke. With Shift a boundary snaps to the
 * edges of the picture.
 */
export function createPathTool(id: 'stroke' | 'boundary', context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  const whole = ({ path, tail }: Drawing): readonly ImagePoint[] => [...path, ...tail];
  const hintOf = (drawing: Drawing): Hint => (id === 'stroke'
    ? { kind: 'stroke', id: drawing.id, path: drawing.path, radius: context.radius(), ...(drawing.widths.every((width) => width === 1) ? {} : { widths: drawing.widths }), ...nextHintColour(context) }
    : { kind: 'boundary', id: drawing.id, path: whole(drawing) });
  const show = (drawing: Drawing): void => { context.show(withHint(context.hints(), hintOf(drawing))); };
  const wireFor = (event: ToolPointer): ReturnType<ToolContext['edges']> => (id === 'boundary' && event.magnetic ? context.edges() : undefined);

  function drawnOn(drawing: Drawing, event: ToolPointer): Drawing {
    const wire = wireFor(event);
    if (wire === undefined) {
      const path = whole(drawing);
      return distance(path.at(-1)!, event.at, context.aspect()) < STEP ? drawing : { ...drawing, path: [...path, event.at], widths: [...drawing.widths, event.penWidth], tail: [] };
    }
    const last = drawing.path.at(-1)!;
    if (drawing.tail.length === 0) wire.anchor(last);
    const tail = wire.lineTo(wire.snap(event.at));
    if (distance(last, event.at, context.aspect()) < SETTLES_AT || tail.length < 4) return { ...drawing, tail };
    const settled = tail.slice(0, tail.length >> 1);
    wire.anchor(settled.at(-1)!);
    return { ...drawing, path: [...drawing.path, ...settled], tail: tail.slice(tail.length >> 1) };
  }

  return {
    id, cursor: 'crosshair', ring: id === 'stroke' ? 'colour' : 'none', onHint: 'passes',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind !== 'idle') return;
          state = { kind: 'drawing', id: newId(HintId), path: [wireFor(event)?.snap(event.at) ?? event.at], widths: [event.penWidth], tail: [] };
          show(state);
          return;
        case 'move': {
          if (state.kind !== 'drawing') return;
          const next = drawnOn(state, event);
          if (next === state) return;
          state = next;
          show(state);
          return;
        }
        case 'up': {
          if (state.kind !== 'drawing') return;
          const ended = state;
          state = { kind: 'idle' };
          // A boundary of one point bounds nothing.
          if (id === 'boundary' && whole(ended).length < 2) context.dropShown();
          else context.commit({ kind: 'add', hint: hintOf(ended) });
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          state = { kind: 'idle' };
          context.dropShown();
      }
    },
  };
}
