import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { isPathHint } from '../../shared/model/hint-kinds.ts';
import { movedHint } from './moved-hint.ts';
import { withPointAdded, withPointSnapped, withPointMoved } from './path-points.ts';
import { type PathPoint, type Tool, type ToolContext, type ToolPointer, withHint } from './tool.ts';

interface Reshaping {
  readonly kind: 'reshaping';
  /** The path at the start of the gesture, or with the point that the gesture added. */
  readonly held: PathPoint;
  readonly from: ImagePoint;
  /** `undefined` while nothing has changed. */
  readonly changed: PathPoint | undefined;
}
type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'dragging'; readonly original: Hint; readonly from: ImagePoint; readonly hint: Hint }
  | Reshaping;

/** Selects and moves hints: whole ones, or one point of a selected stroke or boundary. With Alt a press on a path adds a point. */
export function createMoveTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  const show = (hint: Hint): void => { context.show(withHint(context.hints(), hint)); };

  function grasp(event: ToolPointer): State {
    const { over, grip } = event;
    if (grip !== undefined) return { kind: 'reshaping', held: grip, from: event.at, changed: undefined };
    if (over === undefined) return { kind: 'idle' };
    if (!event.adds || !isPathHint(over)) return { kind: 'dragging', original: over, from: event.at, hint: over };
    const held = withPointAdded(over, event.at, context.aspect());
    return { kind: 'reshaping', held, from: event.at, changed: held };
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
          } else context.select(event.over?.id ?? null);
          return;
        case 'move':
          if (state.kind === 'dragging') {
            state = { ...state, hint: movedHint(state.original, state.from, event.at) };
            show(state.hint);
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
          if (ended.kind === 'dragging' && ended.hint !== ended.original) context.commit({ kind: 'update', hint: ended.hint });
          else if (ended.kind === 'reshaping' && ended.changed !== undefined) context.commit({ kind: 'update', hint: ended.changed.hint });
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          if (state.kind === 'reshaping') context.select(state.held.hint.id);
          state = { kind: 'idle' };
          context.dropShown();
      }
    },
  };
}
