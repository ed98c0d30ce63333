import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { inHand, type Tool, type ToolHands, withHint } from './tool.ts';
import { movedHint } from './moved-hint.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'placing'; readonly hint: Hint }
  | { readonly kind: 'dragging'; readonly original: Hint; readonly from: ImagePoint; readonly hint: Hint };

/** Point and auto: a press on free ground places a hint that follows the pointer until it is let go; a press on a hint takes that hint. */
export function createPlaceTool(id: 'point' | 'auto', hands: ToolHands): Tool {
  let state: State = { kind: 'idle' };

  const fresh = (at: ImagePoint): Hint => (id === 'point'
    ? { kind: 'point', id: newId(HintId), at, radius: hands.radius(), ...inHand(hands) }
    : { kind: 'auto', id: newId(HintId), at, radius: hands.radius() * 2 });

  const show = (hint: Hint): void => { hands.show(withHint(hands.hints(), hint)); };

  return {
    id, cursor: 'crosshair', ring: id === 'point' ? 'colour' : 'auto', onHint: 'takes',
    handle(event) {
      switch (event.kind) {
        case 'down': {
          if (state.kind !== 'idle') return;
          if (event.over !== undefined) {
            state = { kind: 'dragging', original: event.over, from: event.at, hint: event.over };
            hands.select(event.over.id);
            return;
          }
          const hint = fresh(event.at);
          state = { kind: 'placing', hint };
          hands.select(hint.id);
          show(hint);
          return;
        }
        case 'move': {
          if (state.kind === 'placing') state = { ...state, hint: movedTo(state.hint, event.at) };
          else if (state.kind === 'dragging') state = { ...state, hint: movedHint(state.original, state.from, event.at) };
          else return;
          show(state.hint);
          return;
        }
        case 'up': {
          const ended = state;
          state = { kind: 'idle' };
          if (ended.kind === 'placing') hands.commit({ kind: 'add', hint: ended.hint });
          else if (ended.kind === 'dragging' && ended.hint !== ended.original) hands.commit({ kind: 'update', hint: ended.hint });
          return;
        }
        case 'cancel': case 'interrupt': {
          if (state.kind === 'idle') return;
          if (state.kind === 'placing') hands.select(null);
          state = { kind: 'idle' };
          hands.dropShown();
        }
      }
    },
  };
}

function movedTo(hint: Hint, at: ImagePoint): Hint {
  return hint.kind === 'point' || hint.kind === 'auto' ? { ...hint, at } : hint;
}
