import { type ReactNode, useState } from 'react';
import type { Triple } from '../../../shared/colour/lab.ts';
import { ColourField } from './colour-field.tsx';
import { chipBackground } from './lifted-colour.ts';
import { colourNumbers, hexOf, labOfText, type Notation, numberOf } from './colour-entry.ts';

const NOTATIONS = ['LCh', 'Lab', 'RGB'] as const satisfies readonly Notation[];

/** The current colour in numbers. */
export function ColourNumbers({ lab, onTake }: { readonly lab: Triple; readonly onTake: (lab: Triple) => void }): ReactNode {
  const [notation, setNotation] = useState<Notation>('LCh');
  return (
    <div className="colour-fields">
      <i className="now" style={{ background: chipBackground(lab[0], [lab[1], lab[2]]) }} data-testid="colour-now" />
      <ColourField id="hex" label="hex" name="Colour as hex" value={hexOf(lab)} parse={labOfText} onTake={onTake} />
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
