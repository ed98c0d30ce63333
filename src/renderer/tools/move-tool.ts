import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { type ColourHint, isColourHint, isPathHint } from '../../shared/model/hint-kinds.ts';
import type { HintId } from '../../shared/model/ids.ts';
import { type DialGrip, dialValue } from './hint-dial.ts';
import { inProportion, influenceOf } from './influence.ts';
import { hintsInside, rectangle } from './inside-outline.ts';
import { movedHints } from './moved-hint.ts';
import { withPointAdded, withPointSnapped, withPointMoved } from './path-points.ts';
import { type PathPoint, type Tool, type ToolContext, type ToolPointer, updateOf, withHint, withReplaced } from './tool.ts';

interface Reshaping {
  readonly kind: 'reshaping';
  /** The path at the start of the gesture, or with the point that the gesture added. */
  readonly held: PathPoint;
  readonly from: ImagePoint;
  /** `undefined` while nothing has changed. */
  readonly changed: PathPoint | undefined;
}
/** A value of the selected points that is set by its handle; the others change in proportion to the primary one. */
interface Dialling {
  readonly kind: 'dialling';
  readonly grip: DialGrip;
  /** The primary one first, as they were at the start. */
  readonly originals: readonly ColourHint[];
  readonly value: number;
  readonly changed: readonly ColourHint[] | undefined;
}
type State =
  | { readonly kind: 'idle' }
  | Dialling
  /** `moved` is `undefined` until the pointer has moved. */
  | { readonly kind: 'dragging'; readonly pressed: Hint; readonly originals: readonly Hint[]; readonly from: ImagePoint; readonly moved: readonly Hint[] | undefined }
  /** A marquee, or with Alt a lasso. `kept` are the hints that were selected before, where the selection is added to. */
  | { readonly kind: 'outlining'; readonly isLasso: boolean; readonly points: readonly ImagePoint[]; readonly kept: readonly HintId[] }
  | Reshaping;

/**
 * Selects and moves hints, and sets the strength and reach of a selected point by its handles. A press on a hint selects it, with Shift or Ctrl beside the others; a drag moves all that are selected, or one
 * point of a selected stroke or boundary. A drag on free ground selects what the marquee holds; with Alt it is a lasso. With Alt a press on
 * a path adds a point.
 */
export function createMoveTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  const show = (hint: Hint): void => { context.show(withHint(context.hints(), hint)); };

  /** The action of a press, which also selects its target. */
  function grasp(event: ToolPointer): State {
    const { over, grip, dial } = event;
    if (dial !== undefined && !event.extends) return dialling(dial);
    if (grip !== undefined) return { kind: 'reshaping', held: grip, from: event.at, changed: undefined };
    if (over === undefined) {
      const kept = event.extends ? context.selection().toReversed() : [];
      if (!event.extends) context.select(null);
      return { kind: 'outlining', isLasso: event.adds, points: [event.at], kept };
    }
    if (event.adds && isPathHint(over)) {
      const held = withPointAdded(over, event.at, context.aspect());
      return { kind: 'reshaping', held, from: event.at, changed: held };
    }
    if (event.extends) {
      toggle(over.id);
      return { kind: 'idle' };
    }
    if (!context.selection().includes(over.id)) context.select(over.id);
    const selection = new Set(context.selection());
    const originals = context.reachable().filter(({ id }) => selection.has(id) || id === over.id);
    return { kind: 'dragging', pressed: over, originals, from: event.at, moved: undefined };
  }

  function dialling(grip: DialGrip): Dialling {
    const selection = new Set(context.selection());
    const others = context.reachable().filter(isColourHint).filter(({ id }) => selection.has(id) && id !== grip.hint.id);
    return { kind: 'dialling', grip, originals: [grip.hint, ...others], value: influenceOf(grip.hint, grip.id), changed: undefined };
  }

  function toggle(id: HintId): void {
    const selection = context.selection();
    // The newest one is the primary one.
    context.selectAll(selection.includes(id) ? selection.filter((each) => each !== id).toReversed() : [...selection.toReversed(), id]);
  }

  function outlined(points: readonly ImagePoint[], kept: readonly HintId[]): void {
    context.outline(null);
    if (points.length < 3) return;
    const inside = hintsInside(context.reachable(), points).map(({ id }) => id);
    context.selectAll([...new Set([...kept, ...inside])]);
  }

  function reshaped({ held, from }: Reshaping, event: ToolPointer): PathPoint {
    const { hint, index } = held;
    const [x, y] = hint.path[index]!;
    const to: ImagePoint = [x + (event.at[0] - from[0]), y + (event.at[1] - from[1])];
    const wire = hint.kind === 'boundary' && event.magnetic ? context.edges() : undefined;
    if (wire === undefined || hint.kind !== 'boundary') return { hint: withPointMoved(held, to, context.aspect()), index };
    return withPointSnapped({ hint, index }, to, { aspect: context.aspect(), wire });
  }

  return {
    id: 'move', cursor: 'default', ring: 'none', onHint: 'takes',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind !== 'idle') return;
          state = grasp(event);
          if (state.kind === 'reshaping') {
            context.select(state.held.hint.id, state.held.index);
            if (state.changed !== undefined) show(state.changed.hint);
          }
          return;
        case 'move':
          if (state.kind === 'dragging') {
            const moved = movedHints(state.originals, state.from, event.at);
            state = { ...state, moved };
            context.show(withReplaced(context.hints(), new Map(moved.map((hint) => [hint.id, [hint]]))));
          } else if (state.kind === 'dialling') {
            const value = dialValue(state.grip, event.screen, state.value);
            const changed = inProportion(state.originals, state.grip.id, value);
            state = { ...state, value, changed };
            context.show(withReplaced(context.hints(), new Map(changed.map((hint) => [hint.id, [hint]]))));
          } else if (state.kind === 'outlining') {
            const points = state.isLasso ? [...state.points, event.at] : rectangle(state.points[0]!, event.at);
            state = { ...state, points };
            context.outline(points);
          } else if (state.kind === 'reshaping') {
            const changed = reshaped(state, event);
            // A line that snaps to edges has another number of points each time.
            if (changed.index !== (state.changed ?? state.held).index) context.select(changed.hint.id, changed.index);
            state = { ...state, changed };
            show(changed.hint);
          }
          return;
        case 'up': {
          const ended = state;
          state = { kind: 'idle' };
          if (ended.kind === 'outlining') outlined(ended.points, ended.kept);
          else if (ended.kind === 'dialling') {
            if (ended.changed !== undefined) context.commit(updateOf(ended.changed));
          }
          else if (ended.kind === 'dragging') {
            if (ended.moved !== undefined) context.commit(updateOf(ended.moved));
            else if (context.selection().length > 1) context.select(ended.pressed.id);
          } else if (ended.kind === 'reshaping' && ended.changed !== undefined) context.commit({ kind: 'update', hint: ended.changed.hint });
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          if (state.kind === 'reshaping') context.select(state.held.hint.id);
          if (state.kind === 'outlining') context.outline(null);
          state = { kind: 'idle' };
          context.dropShown();
      }
    },
  };
}
