import { type ReactNode, useState } from 'react';
import type { ChromaAb } from '../../../shared/model/hint.ts';

interface ColourFieldProps {
  readonly id: string;
  readonly label: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  /** `undefined` when the text is no such value. */
  readonly parse: (text: string) => ChromaAb | undefined;
  readonly onTake: (ab: ChromaAb) => void;
}

/** A value to be typed. Enter or leaving takes it, Escape gives the old one back. */
export function ColourField({ id, label, name, value, parse, onTake }: ColourFieldProps): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft !== null && parse(draft) === undefined;
  function settle(): void {
    const ab = draft === null ? undefined : parse(draft);
    if (ab !== undefined && draft !== value) onTake(ab);
    setDraft(null);
  }
  return (
    <>
      <label htmlFor={`colour-${id}`}>{label}</label>
      <input
        id={`colour-${id}`} className="field" aria-label={name} aria-invalid={wrong} value={draft ?? value} spellCheck={false}
        onChange={(event) => { setDraft(event.target.value); }} onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          else if (event.key === 'Escape') setDraft(null);
        }}
      />
    </>
  );
}
