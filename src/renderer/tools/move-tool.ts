import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { movedHint } from './moved-hint.ts';
import { type Tool, type ToolHands, withHint } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'dragging'; readonly original: Hint; readonly from: ImagePoint; readonly hint: Hint };

/** Selects hints and carries them, whole, to another place. */
export function createMoveTool(hands: ToolHands): Tool {
  let state: State = { kind: 'idle' };
  return {
    id: 'move', cursor: 'default', ring: 'none', onHint: 'takes',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind !== 'idle') return;
          hands.select(event.over?.id ?? null);
          if (event.over !== undefined) state = { kind: 'dragging', original: event.over, from: event.at, hint: event.over };
          return;
        case 'move':
          if (state.kind !== 'dragging') return;
          state = { ...state, hint: movedHint(state.original, state.from, event.at) };
          hands.show(withHint(hands.hints(), state.hint));
          return;
        case 'up': {
          if (state.kind !== 'dragging') return;
          const ended = state;
          state = { kind: 'idle' };
          if (ended.hint !== ended.original) hands.commit({ kind: 'update', hint: ended.hint });
          return;
        }
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          state = { kind: 'idle' };
          hands.dropShown();
      }
    },
  };
}
