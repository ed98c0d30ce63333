import type { KeyboardEvent, ReactNode } from 'react';
import { codecFamilies, codecRecord, type DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';

const FAMILIES = codecFamilies();

interface CodecChoiceProps {
  readonly codec: DeliveryCodec;
  readonly onChoose: (codec: DeliveryCodec) => void;
}

/** Codec families as a radio group, and the variants of the chosen one. */
export function CodecChoice({ codec, onChoose }: CodecChoiceProps): ReactNode {
  const current = FAMILIES.findIndex(({ codecs }) => codecs.includes(codec));
  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = FAMILIES[(current + by + FAMILIES.length) % FAMILIES.length];
    if (next === undefined) return;
    onChoose(usualOf(next.codecs));
    event.currentTarget.querySelector<HTMLElement>(`[data-family="${next.name}"]`)?.focus();
  }
  const variants = FAMILIES[current]?.codecs ?? [];
  return (
    <>
      <div className="codecs" role="radiogroup" aria-label="Codec" onKeyDown={onKey}>
        {FAMILIES.map(({ name, codecs }, index) => {
          const shown = index === current ? codec : usualOf(codecs);
          return (
            <button key={name} type="button" role="radio" aria-checked={index === current} tabIndex={index === current ? 0 : -1} data-family={name} onClick={() => { if (index !== current) onChoose(shown); }}>
              <b>{codecs.length === 1 ? codecRecord(shown).label : name}</b>
              <small>{codecs.length === 1 ? codecRecord(shown).use : codecRecord(shown).label}</small>
            </button>
          );
        })}
      </div>
      {variants.length < 2 ? null : (
        <div className="form-row"><label htmlFor="codec-variant">Variant</label>
          <select id="codec-variant" className="field" value={codec} onChange={({ target }) => { onChoose(variants.find((each) => each === target.value) ?? codec); }}>
            {variants.map((each) => <option key={each} value={each}>{codecRecord(each).label} · {codecRecord(each).use}</option>)}
          </select>
        </div>
      )}
    </>
  );
}

/** The variant that a family begins with: what most deliveries of it want. */
function usualOf(codecs: readonly DeliveryCodec[]): DeliveryCodec {
  return codecs.find((codec) => USUAL.has(codec)) ?? codecs[0]!;
}

const USUAL: ReadonlySet<DeliveryCodec> = new Set(['prores-422hq', 'dnxhr-hqx', 'dnxhd-hqx']);
