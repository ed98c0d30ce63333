import { type ReactNode, useState } from 'react';
import { RATE_HELP, rateOfText, SEQUENCE_RATES } from '../../../shared/model/clip-rate.ts';

const AS_PROBED = '';
const OTHER = 'other';

function isListed(text: string): boolean {
  return text === AS_PROBED || (SEQUENCE_RATES as readonly string[]).includes(text);
}

interface RateChoiceProps {
  readonly id: string;
  /** What is used where nothing is chosen: `Assumed: 24`. */
  readonly asProbed: string;
  /** As written by the user, see `rateOfText`; empty: as probed. */
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Chooses the rate of an image sequence, from those that are usual or typed. */
export function RateChoice({ id, asProbed, value, onChange }: RateChoiceProps): ReactNode {
  const [isTyped, setTyped] = useState(!isListed(value));
  const isWrong = isTyped && rateOfText(value) === undefined;
  function choose(chosen: string): void {
    setTyped(chosen === OTHER);
    // A blank is no rate, so that nothing goes on with the probed one before a rate is typed.
    onChange(chosen === OTHER ? ' ' : chosen);
  }
  return (
    <span className="rate-choice">
      <select id={id} className="field" value={isTyped ? OTHER : value} onChange={({ target }) => { choose(target.value); }}>
        <option value={AS_PROBED}>{asProbed}</option>
        {SEQUENCE_RATES.map((rate) => <option key={rate} value={rate}>{rate}</option>)}
        <option value={OTHER}>Other…</option>
      </select>
      {isTyped ? <input className="field" aria-label="Frames a second" placeholder="24000/1001" value={value.trimStart()} aria-invalid={isWrong} title={RATE_HELP} autoComplete="off" onChange={({ target }) => { onChange(target.value === '' ? ' ' : target.value); }} /> : null}
    </span>
  );
}
