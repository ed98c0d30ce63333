import type { ScreenPoint } from '../session/view.ts';
import type { Tool, ToolContext } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'panning'; readonly last: ScreenPoint };

/** Moves the picture in the viewer. Changes only the view, so there is no step to undo. */
export function createPanTool(context: Pick<ToolContext, 'pan'>): Tool {
  let state: State = { kind: 'idle' };
  return {
    id: 'pan', cursor: 'grab', ring: 'none', onHint: 'passes',
    handle(event) {
      switch (event.kind) {
        case 'down':
          state = { kind: 'panning', last: event.screen };
          return;
        case 'move':
          if (state.kind !== 'panning') return;
          context.pan({ x: event.screen.x - state.last.x, y: event.screen.y - state.last.y });
          state = { kind: 'panning', last: event.screen };
          return;
        case 'up': case 'cancel': case 'interrupt':
          state = { kind: 'idle' };
      }
    },
  };
}
