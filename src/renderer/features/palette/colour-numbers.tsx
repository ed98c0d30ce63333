import { type ReactNode, useState } from 'react';
import type { Triple } from '../../../shared/colour/lab.ts';
import { ColourField, HEX_FIELD } from './colour-field.tsx';
import { chipBackground } from './lifted-colour.ts';
import { colourNumbers, hexOf, labOfText, type Notation, numberOf } from './colour-entry.ts';

const NOTATIONS = ['LCh', 'Lab', 'RGB'] as const satisfies readonly Notation[];

/** The current colour in numbers. While one of them is being typed they do not follow the lightness under the pointer: what is selected in a field would be no more. */
export function ColourNumbers({ lab: [underPointer, a, b], onTake }: { readonly lab: Triple; readonly onTake: (lab: Triple) => void }): ReactNode {
  const [notation, setNotation] = useState<Notation>('LCh');
  const [held, setHeld] = useState<number | null>(null);
  const lab: Triple = [held ?? underPointer, a, b];
  return (
    <div className="colour-fields" onFocus={() => { setHeld(underPointer); }} onBlur={() => { setHeld(null); }}>
      <i className="now" style={{ background: chipBackground(underPointer, [a, b]) }} data-testid="colour-now" />
      <ColourField id={HEX_FIELD} label="hex" name="Colour as hex" value={hexOf(lab)} parse={labOfText} onTake={onTake} />
      {colourNumbers(notation, lab).map((number) => (
        <ColourField
          key={number.label} id={number.label} label={number.label} name={number.name} value={number.value} onTake={onTake}
          parse={(text) => {
            const value = numberOf(text);
            return value === undefined ? undefined : number.with(value);
          }}
        />
      ))}
      <div className="segments" role="group" aria-label="Numbers as">
        {NOTATIONS.map((each) => <button key={each} type="button" aria-pressed={each === notation} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { setNotation(each); }}>{each}</button>)}
      </div>
    </div>
  );
}
