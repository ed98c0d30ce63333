import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { isPathHint } from '../../shared/model/hint-kinds.ts';
import type { HintId } from '../../shared/model/ids.ts';
import { withoutErased } from './cut-path.ts';
import { type Tool, type ToolContext, type ToolPointer, withReplaced } from './tool.ts';

/** What each touched hint has become. */
type Left = ReadonlyMap<HintId, readonly Hint[]>;
type State = { readonly kind: 'idle' } | { readonly kind: 'erasing'; readonly left: Left; readonly from: ImagePoint };

/**
 * Between press and release, in one step of the history: strokes and boundaries lose what the eraser's disc passes over and fall into
 * parts; points that it touches are removed. Locked and hidden hints stay.
 */
export function createEraserTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' };

  function touch(event: ToolPointer, from: ImagePoint, left: Left): void {
    const erased = { from, to: event.at, radius: context.radius(), aspect: context.aspect() };
    const next = new Map(left);
    for (const hint of context.reachable()) {
      if (isPathHint(hint)) {
        const before = left.get(hint.id) ?? [hint];
        const after = before.flatMap((each) => (isPathHint(each) ? withoutErased(each, erased) : [each]));
        if (after.length !== before.length || after.some((each, index) => each !== before[index])) next.set(hint.id, after);
      } else if (hint.id === event.over?.id) next.set(hint.id, []);
    }
    const isChanged = [...next].some(([id, now]) => left.get(id) !== now);
    state = { kind: 'erasing', left: next, from: event.at };
    if (isChanged) context.show(withReplaced(context.hints(), next));
  }

  return {
    id: 'eraser', cursor: 'cell', ring: 'eraser', onHint: 'erases',
    handle(event) {
      switch (event.kind) {
        case 'down':
          if (state.kind === 'idle') touch(event, event.at, new Map());
          return;
        case 'move':
          if (state.kind === 'erasing') touch(event, state.from, state.left);
          return;
        case 'up': {
          if (state.kind !== 'erasing') return;
          const { left } = state;
          state = { kind: 'idle' };
          context.select(null);
          if (left.size > 0) context.commit([...left.values()].every((each) => each.length === 0) ? { kind: 'remove', ids: [...left.keys()] } : { kind: 'replace', by: left });
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
