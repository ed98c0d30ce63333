import { type ReactNode, useRef } from 'react';
import { inName, NAMING_FIELDS, namingFault, type NamingField as FieldName, type NamingValues } from '../../../shared/model/delivery-naming.ts';

interface NamingFieldProps {
  readonly naming: string;
  /** Values of the first file. */
  readonly example: NamingValues | undefined;
  readonly onChange: (naming: string) => void;
}

const FIELDS = Object.entries(NAMING_FIELDS) as readonly (readonly [FieldName, string])[];

/** The pattern of file names, buttons that insert its fields, and what each field means. */
export function NamingField({ naming, example, onChange }: NamingFieldProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  const fault = namingFault(naming);
  function insert(field: string): void {
    const at = input.current?.selectionStart ?? naming.length;
    onChange(`${naming.slice(0, at)}{${field}}${naming.slice(input.current?.selectionEnd ?? at)}`);
    input.current?.focus();
  }
  return (
    <div className="form-row top-aligned"><label htmlFor="deliver-naming">Naming</label>
      <div className="naming">
        <input ref={input} id="deliver-naming" className="field" value={naming} spellCheck={false} aria-invalid={fault !== undefined || naming.trim() === ''} aria-describedby="naming-fault" onChange={(event) => { onChange(event.target.value); }} />
        <div className="naming-fields" role="group" aria-label="Insert field">
          {FIELDS.map(([field, meaning]) => <button key={field} type="button" title={meaning} onClick={() => { insert(field); }}>{`{${field}}`}</button>)}
        </div>
        <details className="naming-meanings">
          <summary>What the fields mean</summary>
          <dl>{FIELDS.map(([field, meaning]) => <div key={field}><dt>{`{${field}}`}</dt><dd>{meaning}</dd><dd>{inName(example?.[field] ?? '')}</dd></div>)}</dl>
        </details>
        <small id="naming-fault" className="bad" aria-live="polite">{fault ?? ''}</small>
      </div>
    </div>
  );
}
