import type { Tool, ToolContext } from './tool.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'picking' };

/**
 * Eyedropper: picks the colour shown under the pointer, of the result or of what it is compared with. A selected hint follows while the
 * pointer is down.
 */
export function createPickTool(context: Pick<ToolContext, 'pick' | 'dropShown'>): Tool {
  let state: State = { kind: 'idle' };
  return {
    id: 'pick', cursor: 'crosshair', ring: 'none', onHint: 'passes',
    handle(event) {
      switch (event.kind) {
        case 'down':
          state = { kind: 'picking' };
          context.pick(event.at, { side: event.side, settled: false });
          return;
        case 'move':
          if (state.kind === 'picking') context.pick(event.at, { side: event.side, settled: false });
          return;
        case 'up':
          if (state.kind !== 'picking') return;
          state = { kind: 'idle' };
          context.pick(event.at, { side: event.side, settled: true });
          return;
        case 'cancel': case 'interrupt':
          if (state.kind === 'idle') return;
          state = { kind: 'idle' };
          context.dropShown();
      }
    },
  };
}
