import { type ReactNode, useRef } from 'react';
import { NAMING_FIELDS, unknownFields } from '../../../shared/model/delivery-naming.ts';

/** The pattern of file names, and buttons that insert its fields. */
export function NamingField({ naming, onChange }: { readonly naming: string; readonly onChange: (naming: string) => void }): ReactNode {
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
        <input ref={input} id="deliver-naming" className="field" value={naming} spellCheck={false} aria-invalid={unknown.length > 0 || naming.trim() === ''} aria-describedby="naming-fault" onChange={(event) => { onChange(event.target.value); }} />
        <div className="naming-fields" role="group" aria-label="Insert field">
          {Object.entries(NAMING_FIELDS).map(([field, meaning]) => <button key={field} type="button" title={meaning} onClick={() => { insert(field); }}>{`{${field}}`}</button>)}
        </div>
        <small id="naming-fault" className="bad" aria-live="polite">{unknown.length > 0 ? `{${unknown[0] ?? ''}} is not a field and is written as it stands.` : ''}</small>
      </div>
    </div>
  );
}
