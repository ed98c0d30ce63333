import type { HintId } from '../../shared/model/ids.ts';
import type { Tool, ToolEvent, ToolContext } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'erasing'; readonly ids: readonly HintId[] };

/** Removes every hint that the pointer touches between press and release, in one step of the history. */
export function createEraserTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  function touch(event: Extract<ToolEvent, { readonly kind: 'down' | 'move' | 'up' }>, ids: readonly HintId[]): void {
    const touched = event.over !== undefined && !ids.includes(event.over.id) ? [...ids, event.over.id] : ids;
    state = { kind: 'erasing', ids: touched };
    if (touched !== ids) context.show(context.hints().filter((hint) => !touched.includes(hint.id)));
  }

  return {
    id: 'eraser', cursor: 'cell', ring: 'none', onHint: 'erases',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind === 'idle') touch(event, []);
          return;
        case 'move':
          if (state.kind === 'erasing') touch(event, state.ids);
          return;
        case 'up': {
          if (state.kind !== 'erasing') return;
          const { ids } = state;
          state = { kind: 'idle' };
          context.select(null);
          if (ids.length > 0) context.commit({ kind: 'remove', ids });
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
