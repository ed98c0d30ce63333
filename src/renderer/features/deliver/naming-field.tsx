import { type ReactNode, useRef } from 'react';
import { NAMING_FIELDS, unknownFields } from '../../../shared/model/delivery-naming.ts';

const SHOWN = 2;

/** The pattern of file names, buttons that insert its fields, and a preview of the names. */
export function NamingField({ naming, names, onChange }: { readonly naming: string; readonly names: readonly string[]; readonly onChange: (naming: string) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const unknown = unknownFields(naming);
  function insert(field: string): void {
    const at = input.current?.selectionStart ?? naming.length;
    onChange(`${naming.slice(0, at)}{${field}}${naming.slice(input.current?.selectionEnd ?? at)}`);
    input.current?.focus();
  }
  return (
    <div className="form-row top-aligned"><label htmlFor="deliver-naming">Naming</label>
      <div className="naming">
        <input ref={input} id="deliver-naming" className="field" value={naming} spellCheck={false} aria-invalid={unknown.length > 0 || naming.trim() === ''} aria-describedby="deliver-names" onChange={(event) => { onChange(event.target.value); }} />
        <div className="naming-fields" role="group" aria-label="Insert field">
          {Object.entries(NAMING_FIELDS).map(([field, meaning]) => <button key={field} type="button" title={meaning} onClick={() => { insert(field); }}>{`{${field}}`}</button>)}
        </div>
        <small id="deliver-names" data-testid="name-preview" aria-live="polite">
          {unknown.length > 0 ? <span className="bad">{`{${unknown[0] ?? ''}} is not a field and is written as it stands. `}</span> : null}
          {naming.trim() === '' ? '' : names.length === 0 ? 'Select a shot to preview its name.' : `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ` … ${names.at(-1) ?? ''} (${names.length} files)` : ''}`}
        </small>
      </div>
    </div>
  );
}
