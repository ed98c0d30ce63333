import { type ReactNode, useRef } from 'react';
import { groupOf, type HintGroups } from '../../../shared/model/hint-group.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { type ColourHint, isColourHint } from '../../../shared/model/hint-kinds.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { CommandButton } from '../../ui/button.tsx';
import { PERCENT, SliderRow } from '../../ui/slider-row.tsx';
import { inProportion, influenceOf, type InfluenceId, influences, withInfluence } from '../../tools/influence.ts';

const STEP = 0.01;

/** Strength, reach and soft edge of the selected hints; the values shown are those of the primary one. */
export function HintDetail({ hints, groups }: { readonly hints: readonly Hint[]; readonly groups: HintGroups }): ReactNode {
  const colourHints = hints.filter(isColourHint);
  if (colourHints.length === 0) return <p className="empty-note">Select a point or a stroke to set its strength, reach and soft edge.</p>;
  const isLocked = colourHints.some((hint) => groupOf(hint, groups)?.locked === true);
  return (
    <div className="hint-detail" role="group" aria-label={colourHints.length === 1 ? 'Selected hint' : `${colourHints.length} selected hints`}>
      {(['strength', 'reach', 'softEdge'] as const).map((id) => <InfluenceRow key={id} id={id} hints={colourHints} disabled={isLocked} />)}
      <div className="hint-actions"><CommandButton id="mask.limitToObject">{colourHints.length === 1 ? 'Limit to its object' : 'Limit to their object'}</CommandButton></div>
    </div>
  );
}

interface RowProps {
  readonly id: InfluenceId;
  readonly hints: readonly ColourHint[];
  readonly disabled: boolean;
}

/** The slider changes several hints in proportion; the figure beside it sets all of them. Each gesture is one step of the history. */
function InfluenceRow({ id, hints, disabled }: RowProps): ReactNode {
  const { edits, session } = useEditor();
  const { label, title, most, initial } = influences[id];
  /** The hints at the start of a gesture of the slider. */
  const atStart = useRef<{ readonly hints: readonly ColourHint[]; readonly gesture: string } | undefined>(undefined);
  const changeableOf = (all: readonly ColourHint[]): readonly ColourHint[] => all.filter((hint) => !session.getState().lockedHints.has(hint.id));
  return (
    <SliderRow
      label={label} title={title} fieldLabel={`${label} in percent`} value={influenceOf(hints[0]!, id)} min={0} max={most} step={STEP} initial={initial} figure={PERCENT} disabled={disabled}
      onSlide={(next, gesture) => {
        if (atStart.current?.gesture !== gesture) atStart.current = { hints, gesture };
        edits.change(changeableOf(inProportion(atStart.current.hints, id, next)), gesture);
      }}
      onSet={(next) => { edits.change(changeableOf(hints.map((hint) => withInfluence(hint, id, next)))); }}
    />
  );
}
