import { type ReactNode, useRef, useState } from 'react';
import type { Hint } from '../../../shared/model/hint.ts';
import { type ColourHint, isColourHint } from '../../../shared/model/hint-kinds.ts';
import { newId, HintId } from '../../../shared/model/ids.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { inProportion, influenceOf, type InfluenceId, influences, withInfluence } from './influence.ts';

const STEP = 0.01;

/** Strength, reach and soft edge of the selected hints; the values shown are those of the primary one. */
export function HintDetail({ hints }: { readonly hints: readonly Hint[] }): ReactNode {
  const colourHints = hints.filter(isColourHint);
  if (colourHints.length === 0) return <p className="empty-note">Select a point or a stroke to set its strength, reach and soft edge.</p>;
  return (
    <div className="hint-detail" role="group" aria-label={colourHints.length === 1 ? 'Selected hint' : `${colourHints.length} selected hints`}>
      {(['strength', 'reach', 'softEdge'] as const).map((id) => <InfluenceRow key={id} id={id} hints={colourHints} />)}
    </div>
  );
}

interface RowProps {
  readonly id: InfluenceId;
  readonly hints: readonly ColourHint[];
}

/** The slider changes several hints in proportion; the figure beside it sets all of them. Each gesture is one step of the history. */
function InfluenceRow({ id, hints }: RowProps): ReactNode {
  const { edits, session } = useEditor();
  const { label, title, most, initial } = influences[id];
  const value = influenceOf(hints[0]!, id);
  /** The hints at the start of a gesture of the slider, and its name in the history. */
  const gesture = useRef<{ readonly hints: readonly ColourHint[]; readonly name: string } | undefined>(undefined);
  const [text, setText] = useState<string | undefined>(undefined);
  const percent = String(Math.round(value * 100));

  const changeableOf = (all: readonly ColourHint[]): readonly ColourHint[] => all.filter((hint) => !session.getState().lockedHints.has(hint.id));
  function slide(next: number): void {
    gesture.current ??= { hints, name: `${id} ${newId(HintId)}` };
    edits.change(changeableOf(inProportion(gesture.current.hints, id, next)), gesture.current.name);
  }
  const setAll = (next: number): void => { edits.change(changeableOf(hints.map((hint) => withInfluence(hint, id, next)))); };
  function typed(): void {
    const next = Number((text ?? '').replace(',', '.').replace('%', '').trim());
    if (text !== undefined && text.trim() !== '' && Number.isFinite(next) && next >= 0 && next <= most * 100 && text !== percent) setAll(next / 100);
    setText(undefined);
  }
  return (
    <div className="influence-row" title={title}>
      <label htmlFor={`hint-${id}`}>{label}</label>
      <input
        id={`hint-${id}`} type="range" min={0} max={most} step={STEP} value={value} aria-valuetext={`${percent} %`}
        onPointerDown={() => { gesture.current = undefined; }} onChange={(event) => { slide(Number(event.target.value)); }}
        onPointerUp={(event) => { gesture.current = undefined; event.currentTarget.blur(); }} onKeyUp={() => { gesture.current = undefined; }}
        onDoubleClick={() => { setAll(initial); }}
      />
      <input
        className="field" inputMode="decimal" aria-label={`${label} in percent`} value={text ?? percent}
        onChange={(event) => { setText(event.target.value); }} onBlur={typed}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText(undefined);
          if (event.key === 'Enter') typed();
        }}
      />
    </div>
  );
}
