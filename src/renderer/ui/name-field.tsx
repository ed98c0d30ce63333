import { type ReactNode, useRef, useState } from 'react';

/** The name of a row while it is changed. Enter or blur keeps the name, Escape the old one. */
export function NameField({ label, name: before, onEnd }: { readonly label: string; readonly name: string; readonly onEnd: (name: string | undefined) => void }): ReactNode {
  const [text, setText] = useState(before);
  const isCancelled = useRef(false);
  const keep = (): void => {
    const name = text.trim().slice(0, 80);
    onEnd(isCancelled.current || name === '' || name === before ? undefined : name);
  };
  return (
    <input
      className="field" aria-label={label} value={text} ref={(field) => { field?.focus(); }} onFocus={(event) => { event.target.select(); }}
      onChange={(event) => { setText(event.target.value); }} onBlur={keep} onClick={(event) => { event.stopPropagation(); }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.stopPropagation();
        isCancelled.current = event.key === 'Escape';
        event.currentTarget.blur();
      }}
    />
  );
}
