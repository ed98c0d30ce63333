import type { ChromaAb, Hint, ImagePoint } from '../../shared/model/hint.ts';
import { hintKinds, withPositions } from '../../shared/model/hint-kinds.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { nextHintColour, type Tool, type ToolContext, withHint } from './tool.ts';
import { movedHint } from './moved-hint.ts';
import type { ScreenPoint } from '../session/view.ts';

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'placing'; readonly hint: Hint }
  | { readonly kind: 'dragging'; readonly original: Hint; readonly from: ImagePoint; readonly hint: Hint }
  /** The colour under the press is taken along; the hint is there once the pointer has left the place. */
  | { readonly kind: 'carrying'; readonly from: ScreenPoint; readonly ab: ChromaAb; readonly hint: Hint | undefined };

/** Within this distance a press and its release are a click, in CSS px. */
const CLICK_PX = 4;

/**
 * Point and auto: a press on free ground places a hint that follows the pointer until release; a press on a hint moves it. Neither
 * selects: the next colour is for the next hint. With Alt a press takes the colour that is seen there to where it is released, as a point
 * of that colour; a mere click with Alt picks it.
 */
export function createPointTool(id: 'point' | 'auto', context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  const fresh = (at: ImagePoint): Hint => (id === 'point'
    ? { kind: 'point', id: newId(HintId), at, radius: context.radius(), ...nextHintColour(context) }
    : { kind: 'auto', id: newId(HintId), at, radius: context.radius() * hintKinds.auto.radiusFactor });

  const carried = (ab: ChromaAb, at: ImagePoint): Hint => ({ kind: 'point', id: newId(HintId), at, radius: context.radius(), ab });

  const show = (hint: Hint): void => { context.show(withHint(context.hints(), hint)); };

  return {
    id, cursor: 'crosshair', ring: id === 'point' ? 'colour' : 'auto', onHint: 'takes',
    handle(event) {
      switch (event.kind) {
        case 'down': {
          if (state.kind !== 'idle') return;
          if (id === 'point' && event.adds) {
            const ab = context.colourAt(event.at, event.side);
            if (ab === undefined) context.pick(event.at, { side: event.side, settled: true });
            else state = { kind: 'carrying', from: event.screen, ab, hint: undefined };
            return;
          }
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
          else if (state.kind === 'carrying' && (state.hint !== undefined || isAway(state.from, event.screen))) state = { ...state, hint: state.hint === undefined ? carried(state.ab, event.at) : movedTo(state.hint, event.at) };
          else return;
          if (state.hint === undefined) return;
          show(state.hint);
          return;
        }
        case 'up': {
          const ended = state;
          state = { kind: 'idle' };
          if (ended.kind === 'placing') context.commit({ kind: 'add', hint: ended.hint });
          else if (ended.kind === 'carrying') {
            if (ended.hint === undefined) context.pick(event.at, { side: event.side, settled: true });
            else context.commit({ kind: 'add', hint: ended.hint });
          } else if (ended.kind === 'dragging' && ended.hint !== ended.original) context.commit({ kind: 'update', hint: ended.hint });
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

function isAway(from: ScreenPoint, to: ScreenPoint): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) > CLICK_PX;
}

function movedTo(hint: Hint, at: ImagePoint): Hint {
  return withPositions(hint, [at]);
}
