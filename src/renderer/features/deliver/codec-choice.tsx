import type { KeyboardEvent, ReactNode } from 'react';
import { codecRecord, DELIVERY_CODEC_NAMES, type DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';

const PRESETS = DELIVERY_CODEC_NAMES.map((codec) => ({ codec, name: codecRecord(codec).label, use: codecRecord(codec).use }));

/** Codec presets as a radio group. */
export function CodecChoice({ codec, onChoose }: { readonly codec: DeliveryCodec; readonly onChoose: (codec: DeliveryCodec) => void }): ReactNode {
  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const at = PRESETS.findIndex((preset) => preset.codec === codec);
    const next = PRESETS[(at + by + PRESETS.length) % PRESETS.length];
    if (next === undefined) return;
    onChoose(next.codec);
    event.currentTarget.querySelector<HTMLElement>(`[data-codec="${next.codec}"]`)?.focus();
  }
  return (
    <div className="codecs" role="radiogroup" aria-label="Codec" onKeyDown={onKey}>
      {PRESETS.map((preset) => (
        <button key={preset.codec} type="button" role="radio" aria-checked={preset.codec === codec} tabIndex={preset.codec === codec ? 0 : -1} data-codec={preset.codec} onClick={() => { onChoose(preset.codec); }}>
          <b>{preset.name}</b>
          <small>{preset.use}</small>
        </button>
      ))}
    </div>
  );
}
