import type { ImagePoint } from '../../shared/model/hint.ts';
import { kindOf } from '../../shared/model/hint-kinds.ts';
import { maskOfDraft } from './mask-context.ts';
import { distance, type Tool, type ToolContext, type ToolPointer } from './tool.ts';

/** A tool worked from a position that keys move, instead of a pointer. */
export interface Crosshair {
  /** Puts a point, takes a hint or handle, or puts it down. @returns what happened, for a screen reader */
  press(at: ImagePoint): string;
  /** The crosshair has moved: what it holds, or the line that it draws, follows. */
  move(at: ImagePoint): void;
  /** Takes back the last point of what is being drawn. `undefined` where there is none. */
  back(at: ImagePoint): string | undefined;
  /** Cancels what is being drawn or held. `undefined` where there is nothing. */
  cancel(): string | undefined;
  /** The frame or tool has changed: the tool has dropped what was being drawn. */
  forget(): void;
}

type State =
  | { readonly kind: 'idle' }
  /** Points of a stroke, a boundary, an ellipse's box or a brush, put one by one. */
  | { readonly kind: 'drawing'; readonly points: readonly ImagePoint[] }
  | { readonly kind: 'holding'; readonly what: string };

interface CrosshairOptions {
  readonly tool: () => Tool;
  readonly context: Pick<ToolContext, 'masks' | 'aspect'>;
  /** What a pointer would meet at a position. */
  readonly pointerAt: (at: ImagePoint) => ToolPointer;
}

/** Presses at one position this near to each other end a path, in widths of the picture. */
const SAME_PLACE = 0.001;

/** A position as it is spoken. */
export function spokenPlace([x, y]: ImagePoint): string {
  return `${(100 * x).toFixed(1)} % from the left, ${(100 * y).toFixed(1)} % from the top`;
}

/**
 * Works the tools by presses alone: a path is put point by point and ended by a second press at one position; a hint or a handle is taken by one press and
 * put down by the next. The tool gets the events of a pointer that does the same.
 */
export function createCrosshair({ tool, context, pointerAt }: CrosshairOptions): Crosshair {
  const { masks } = context;
  let state: State = { kind: 'idle' };
  const isSame = (one: ImagePoint | undefined, other: ImagePoint): boolean => one !== undefined && distance(one, other, context.aspect()) < SAME_PLACE;
  /** A path does not take what lies under its points. */
  const onPath = (at: ImagePoint): ToolPointer => ({ ...pointerAt(at), over: undefined, grip: undefined, dial: undefined, handle: undefined });

  function drawn(): string | undefined {
    const { id } = tool();
    if (id === 'stroke' || id === 'boundary') return id;
    return id === 'mask' && masks.kind() !== 'polygon' ? masks.kind() : undefined;
  }

  /** The tool draws the path again, so that points can be taken back. @param tail where the crosshair is, beside the last point */
  function replay(points: readonly ImagePoint[], tail?: ImagePoint): void {
    const [first, ...others] = points;
    if (first === undefined) return;
    tool().handle({ kind: 'cancel' });
    tool().handle({ kind: 'down', ...onPath(first) });
    for (const at of tail === undefined ? others : [...others, tail]) tool().handle({ kind: 'move', ...onPath(at) });
  }

  function end(points: readonly ImagePoint[], what: string): string {
    state = { kind: 'idle' };
    const fewest = what === 'boundary' || what === 'ellipse' ? 2 : 1;
    if (points.length < fewest) {
      tool().handle({ kind: 'cancel' });
      return `Nothing drawn: ${what === 'ellipse' ? 'an ellipse needs two corners of its box' : 'a boundary needs two points'}.`;
    }
    replay(points);
    tool().handle({ kind: 'up', ...onPath(points.at(-1)!) });
    return `${what === 'ellipse' || what === 'brush' ? 'Mask' : what === 'stroke' ? 'Stroke' : 'Boundary'} drawn.`;
  }

  function draw(at: ImagePoint, before: readonly ImagePoint[], what: string): string {
    if (isSame(before.at(-1), at)) return end(before, what);
    const points = [...before, at];
    if (what === 'ellipse' && points.length === 2) return end(points, what);
    state = { kind: 'drawing', points };
    replay(points);
    if (what === 'ellipse') return `First corner of the ellipse’s box at ${spokenPlace(at)}.`;
    return `Point ${points.length} of the ${what} at ${spokenPlace(at)}.`;
  }

  function corner(at: ImagePoint): string {
    const draft = masks.draft();
    const made = isSame(draft.at(-1), at) ? maskOfDraft(masks) : undefined;
    if (made === undefined && isSame(draft.at(-1), at)) return 'A polygon needs three corners.';
    if (made !== undefined) masks.commit(made);
    else click(at);
    const { length } = masks.draft();
    return length === 0 ? 'Polygon closed.' : `Corner ${length} of the polygon at ${spokenPlace(at)}.`;
  }

  function click(at: ImagePoint): void {
    tool().handle({ kind: 'down', ...pointerAt(at) });
    tool().handle({ kind: 'up', ...pointerAt(at) });
  }

  /** What a press would take hold of. */
  function takenAt({ over, grip, handle }: ToolPointer): string | undefined {
    const { id } = tool();
    if (id === 'mask') return handle === undefined || masks.draft().length > 0 ? undefined : handle.index === 0 ? 'mask' : handle.onOutline === undefined ? 'mask point' : 'new mask point';
    if (id === 'move' && grip !== undefined) return 'path point';
    return over !== undefined && (id === 'move' || id === 'point' || id === 'auto') ? kindOf(over).noun : undefined;
  }

  return {
    press(at) {
      switch (state.kind) {
        case 'holding': {
          const { what } = state;
          state = { kind: 'idle' };
          tool().handle({ kind: 'up', ...pointerAt(at) });
          return `Put down the ${what} at ${spokenPlace(at)}.`;
        }
        case 'drawing': return draw(at, state.points, drawn() ?? 'stroke');
        case 'idle': {
          const what = takenAt(pointerAt(at));
          if (what !== undefined) {
            tool().handle({ kind: 'down', ...pointerAt(at) });
            state = { kind: 'holding', what };
            return `Holding the ${what}. Arrow keys move it, Enter puts it down.`;
          }
          const path = drawn();
          if (path !== undefined) return draw(at, [], path);
          const { id } = tool();
          if (id === 'mask') return corner(at);
          if (id === 'pan') return 'Choose a tool that places something.';
          const { over } = pointerAt(at);
          click(at);
          switch (id) {
            case 'point': return `Point at ${spokenPlace(at)}.`;
            case 'auto': return `Automatic colour at ${spokenPlace(at)}.`;
            case 'eraser': return over === undefined ? 'No hint here.' : `Erased the ${kindOf(over).noun}.`;
            case 'pick': return `Colour picked at ${spokenPlace(at)}.`;
            default: return 'No hint here.';
          }
        }
      }
    },
    move(at) {
      if (state.kind === 'holding') tool().handle({ kind: 'move', ...pointerAt(at) });
      else if (state.kind === 'drawing') replay(state.points, at);
    },
    back(at) {
      if (state.kind === 'drawing' && state.points.length > 1) {
        const points = state.points.slice(0, -1);
        state = { kind: 'drawing', points };
        replay(points, at);
        return `Point ${points.length + 1} taken back.`;
      }
      if (state.kind === 'drawing') return this.cancel();
      const draft = masks.draft();
      if (tool().id !== 'mask' || draft.length === 0) return undefined;
      masks.setDraft(draft.slice(0, -1));
      return `Corner ${draft.length} taken back.`;
    },
    cancel() {
      if (state.kind === 'idle' && masks.draft().length === 0) return undefined;
      state = { kind: 'idle' };
      tool().handle({ kind: 'cancel' });
      return 'Cancelled.';
    },
    forget() { state = { kind: 'idle' }; },
  };
}
