import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { distance, type Tool, type ToolHands, withHint } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'drawing'; readonly id: HintId; readonly path: readonly ImagePoint[] };

/** Places of a path are at least this far apart, in widths of the picture. */
const STEP = 0.003;

/** Stroke and boundary: drawn while the pointer is down. */
export function createPathTool(id: 'stroke' | 'boundary', hands: ToolHands): Tool {
  let state: State = { kind: 'idle' };

  const hintOf = (drawing: Extract<State, { kind: 'drawing' }>): Hint => (id === 'stroke'
    ? { kind: 'stroke', id: drawing.id, path: drawing.path, radius: hands.radius(), ab: hands.ab() }
    : { kind: 'boundary', id: drawing.id, path: drawing.path });

  return {
    id, cursor: 'crosshair',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind !== 'idle') return;
          state = { kind: 'drawing', id: newId(HintId), path: [event.at] };
          hands.select(state.id);
          hands.show(withHint(hands.hints(), hintOf(state)));
          return;
        case 'move':
          if (state.kind !== 'drawing' || distance(state.path.at(-1)!, event.at, hands.aspect()) < STEP) return;
          state = { ...state, path: [...state.path, event.at] };
          hands.show(withHint(hands.hints(), hintOf(state)));
          return;
        case 'up': {
          if (state.kind !== 'drawing') return;
          const ended = state;
          state = { kind: 'idle' };
          // A boundary of one place bounds nothing.
          if (id === 'boundary' && ended.path.length < 2) {
            hands.select(null);
            hands.dropShown();
          } else hands.commit({ kind: 'add', hint: hintOf(ended) });
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          state = { kind: 'idle' };
          hands.select(null);
          hands.dropShown();
      }
    },
  };
}
