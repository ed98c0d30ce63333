import type { Hint } from '../../../shared/model/hint.ts';
import { groupOf, type HintGroups } from '../../../shared/model/hint-group.ts';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, radiusOnScreen, toScreen } from '../../session/view.ts';
import { hintDial, type HintDial } from '../../tools/hint-dial.ts';

/** The handles of the primary selected point while the select tool is current; none for a locked one. @param hints those that can be taken */
export function useHintDial(hints: readonly Hint[], groups: HintGroups | undefined, placement: Placement): HintDial | undefined {
  const selected = useSession((session) => (session.tool === 'move' ? session.selected : null));
  const hint = hints.find((each) => each.id === selected);
  if (hint?.kind !== 'point' || groupOf(hint, groups)?.locked === true) return undefined;
  return hintDial(hint, toScreen(hint.at, placement), radiusOnScreen(hint.radius, placement));
}
