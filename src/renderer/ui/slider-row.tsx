import { type ReactNode, useId, useRef, useState } from 'react';

export interface SliderRowProps {
  readonly label: string;
  readonly title: string;
  /** Name of the field for screen readers, with its unit: “Strength in percent”. */
  readonly fieldLabel: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** A double click sets it; a dot after the label marks any other value. */
  readonly initial: number;
  readonly disabled?: boolean;
  /** The value as it is typed, and as screen readers say it. */
  readonly figure: { readonly write: (value: number) => string; readonly read: (text: string) => number | undefined; readonly say: (value: number) => string };
  /** @param gesture one name from the first change of a drag or key press to its last: one step of the history */
  readonly onSlide: (value: number, gesture: string) => void;
  /** A value that was typed or reset. */
  readonly onSet: (value: number) => void;
}

/** A number by a slider and a field. */
export function SliderRow({ label, title, fieldLabel, value, min, max, step, initial, disabled = false, figure, onSlide, onSet }: SliderRowProps): ReactNode {
  const id = useId();
  const gesture = useRef<string | undefined>(undefined);
  const [text, setText] = useState<string | undefined>(undefined);
  const written = figure.write(value);
  const end = (): void => { gesture.current = undefined; };
  function typed(): void {
    const next = text === undefined || text.trim() === '' ? undefined : figure.read(text.replace(',', '.').replace('−', '-').trim());
    if (next !== undefined && Number.isFinite(next) && next >= min && next <= max && text !== written) onSet(next);
    setText(undefined);
  }
  return (
    <div className="influence-row" title={title}>
      <label htmlFor={id} data-changed={value !== initial}>{label}</label>
      <input
        id={id} type="range" min={min} max={max} step={step} value={value} disabled={disabled} aria-valuetext={figure.say(value)} onPointerDown={end}
        onChange={(event) => {
          gesture.current ??= `${label} ${crypto.randomUUID()}`;
          onSlide(Number(event.target.value), gesture.current);
        }}
        onPointerUp={(event) => { end(); event.currentTarget.blur(); }} onKeyUp={end} onDoubleClick={() => { onSet(initial); }}
      />
      <input
        className="field" inputMode="decimal" aria-label={fieldLabel} value={text ?? written} disabled={disabled}
        onFocus={(event) => { event.currentTarget.select(); }} onChange={(event) => { setText(event.target.value); }} onBlur={typed}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setText(undefined);
          // Without the focus, the keys of the window are its commands again: undo above all.
          if (event.key === 'Enter') event.currentTarget.blur();
        }}
      />
    </div>
  );
}

/** A share as percent. */
export const PERCENT: SliderRowProps['figure'] = {
  write: (value) => String(Math.round(value * 100)),
  read: (text) => Number(text.replace('%', '')) / 100,
  say: (value) => `${Math.round(value * 100)} %`,
};
