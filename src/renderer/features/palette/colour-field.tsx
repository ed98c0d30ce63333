import { type ReactNode, useRef, useState } from 'react';

interface ColourFieldProps<Value> {
  readonly id: string;
  readonly label: string;
  /** For screen readers. */
  readonly name: string;
  readonly value: string;
  /** `undefined` when the text is invalid. */
  readonly parse: (text: string) => Value | undefined;
  readonly onTake: (value: Value) => void;
}

export const HEX_FIELD = 'hex';

/** The keys go to the hex field of the palette, where it is shown. */
export function focusHexField(): void {
  document.getElementById(`colour-${HEX_FIELD}`)?.focus();
}

/** A text field for a value. Enter or blur commits it, Escape restores the old value. */
export function ColourField<Value>({ id, label, name, value, parse, onTake }: ColourFieldProps<Value>): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  /** Escape was pressed: the typed text is discarded. */
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
        onFocus={(event) => { event.currentTarget.select(); }} onChange={(event) => { setDraft(event.target.value); }} onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Escape') given.current = true;
          // Blur commits the value, and the keyboard shortcuts work again.
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </>
  );
}
