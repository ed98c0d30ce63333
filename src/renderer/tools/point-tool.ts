import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { hintKinds, withPositions } from '../../shared/model/hint-kinds.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { nextHintColour, type Tool, type ToolContext, withHint } from './tool.ts';
import { movedHint } from './moved-hint.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'placing'; readonly hint: Hint }
  | { readonly kind: 'dragging'; readonly original: Hint; readonly from: ImagePoint; readonly hint: Hint };

/**
 * Point and auto: a press on free ground places a hint that follows the pointer until release; a press on a hint moves it. Neither
 * selects: the next colour is for the next hint.
 */
export function createPointTool(id: 'point' | 'auto', context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  const fresh = (at: ImagePoint): Hint => (id === 'point'
    ? { kind: 'point', id: newId(HintId), at, radius: context.radius(), ...nextHintColour(context) }
    : { kind: 'auto', id: newId(HintId), at, radius: context.radius() * hintKinds.auto.radiusFactor });

  const show = (hint: Hint): void => { context.show(withHint(context.hints(), hint)); };

  return {
    id, cursor: 'crosshair', ring: id === 'point' ? 'colour' : 'auto', onHint: 'takes',
    handle(event) {
      switch (event.kind) {
        case 'down': {
          if (state.kind !== 'idle') return;
          if (event.over !== undefined) {
            state = { kind: 'dragging', original: event.over, from: event.at, hint: event.over };
            return;
          }
          const hint = fresh(event.at);
          state = { kind: 'placing', hint };
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
          if (ended.kind === 'placing') context.commit({ kind: 'add', hint: ended.hint });
          else if (ended.kind === 'dragging' && ended.hint !== ended.original) context.commit({ kind: 'update', hint: ended.hint });
          return;
        }
        case 'cancel': case 'interrupt': {
          if (state.kind === 'idle') return;
          state = { kind: 'idle' };
          context.dropShown();
        }
      }
    },
  };
}

function movedTo(hint: Hint, at: ImagePoint): Hint {
  return withPositions(hint, [at]);
}
