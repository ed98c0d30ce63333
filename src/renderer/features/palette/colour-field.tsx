import { type ReactNode, useRef, useState } from 'react';

interface ColourFieldProps<Value> {
  readonly id: string;
  readonly label: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  /** `undefined` when the text is no such value. */
  readonly parse: (text: string) => Value | undefined;
  readonly onTake: (value: Value) => void;
}

/** A value to be typed. Enter or leaving takes it, Escape gives the old one back. */
export function ColourField<Value>({ id, label, name, value, parse, onTake }: ColourFieldProps<Value>): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  /** Escape was pressed: what was typed is given up. */
  const given = useRef(false);
  const wrong = draft !== null && parse(draft) === undefined;
  function settle(): void {
    const taken = draft === null || given.current ? undefined : parse(draft);
    if (taken !== undefined && draft !== value) onTake(taken);
    setDraft(null);
    given.current = false;
  }
  return (
    <>
      <label htmlFor={`colour-${id}`}>{label}</label>
      <input
        id={`colour-${id}`} className="field" aria-label={name} aria-invalid={wrong} value={draft ?? value} spellCheck={false}
        onChange={(event) => { setDraft(event.target.value); }} onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Escape') given.current = true;
          // Leaving settles; the keys then belong to the picture again.
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </>
  );
}
