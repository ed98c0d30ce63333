import { type ReactNode, useId, useRef, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Swatch } from '../../../shared/model/document.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { swatchUse } from '../../editor/swatch-links.ts';
import { Button } from '../../ui/button.tsx';
import { numberOf } from './colour-entry.ts';
import { NearHintsRow } from './near-hints-row.tsx';

/** Largest tolerance of a swatch, ΔE2000. */
const WIDEST_TOLERANCE = 50;

/** Name, source and tolerance of a swatch. Its colour is changed on the disc, by numbers, or with the eyedropper. */
export function SwatchForm({ swatch, toBeNamed }: { readonly swatch: Swatch; readonly toBeNamed: boolean }): ReactNode {
  const editor = useEditor();
  const use = useDocument((document) => swatchUse(document, swatch.id).hints);
  const shots = useDocument((document) => swatchUse(document, swatch.id).shots);
  const locked = useDocument((document) => swatchUse(document, swatch.id).locked.length);
  const change = (part: Partial<Swatch>): void => { editor.edits.changeSwatch(swatch.id, part).catch(editor.report); };
  return (
    <div className="swatch-form" ref={comeIntoSight}>
      <TextRow label="Name" value={swatch.name} autoFocus={toBeNamed} isGood={(text) => text.trim() !== ''} onKeep={(name) => { change({ name: name.trim() }); }} />
      <TextRow label="Source" value={swatch.note} placeholder="letter, museum, make-up test…" isGood={() => true} onKeep={(note) => { change({ note: note.trim() }); }} />
      <TextRow label="± ΔE" value={String(swatch.tolerance)} isGood={(text) => {
        const value = numberOf(text);
        return value !== undefined && value >= 0 && value <= WIDEST_TOLERANCE;
      }} onKeep={(text) => { change({ tolerance: numberOf(text) ?? swatch.tolerance }); }} />
      <p>{use === 0 ? 'Change the colour above.' : `A change of colour above applies to ${counted(use, 'hint')} of ${counted(shots, 'shot')}${locked === 0 ? '' : `, but not to ${locked} locked ${locked === 1 ? 'one' : 'ones'}`}.`}</p>
      <NearHintsRow swatch={swatch} />
      <Button look="plain" onClick={() => {
        editor.session.setState({ editedSwatch: null, swatch: null });
        editor.edits.apply({ kind: 'removeSwatch', swatchId: swatch.id }).catch(editor.report);
      }}>Delete swatch (hints keep their colour)</Button>
    </div>
  );
}

/** At the foot of a full palette the form would open out of sight. */
function comeIntoSight(form: HTMLElement | null): void {
  form?.scrollIntoView({ block: 'nearest' });
}

interface TextRowProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  /** Selected, so that typing replaces it. */
  readonly autoFocus?: boolean;
  readonly isGood: (text: string) => boolean;
  readonly onKeep: (text: string) => void;
}

/** Enter or blur saves the text, Escape restores the old one. */
function TextRow({ label, value, placeholder, autoFocus = false, isGood, onKeep }: TextRowProps): ReactNode {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  /** Escape was pressed: the typed text is discarded. */
  const given = useRef(false);
  function settle(): void {
    if (draft !== null && !given.current && draft !== value && isGood(draft)) onKeep(draft);
    setDraft(null);
    given.current = false;
  }
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id} className="field" value={draft ?? value} placeholder={placeholder} autoFocus={autoFocus} onFocus={(event) => { if (autoFocus) event.currentTarget.select(); }} aria-invalid={draft !== null && !isGood(draft)} onChange={(event) => { setDraft(event.target.value); }} onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Escape') given.current = true;
          // Blur saves the text, and the keyboard shortcuts work again.
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    </>
  );
}
