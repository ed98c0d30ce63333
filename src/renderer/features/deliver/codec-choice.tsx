import type { KeyboardEvent, ReactNode } from 'react';
import type { DeliveryCodec } from '../../../shared/model/delivery.ts';

/** Presets, with what each is for in a restorer's house. */
const PRESETS: readonly { readonly codec: DeliveryCodec; readonly name: string; readonly use: string }[] = [
  { codec: 'prores-422hq', name: 'ProRes 422 HQ', use: 'Grading, broadcast · 10 bit' },
  { codec: 'prores-4444', name: 'ProRes 4444', use: 'Masters · full chroma, 12 bit' },
  { codec: 'ffv1', name: 'FFV1', use: 'Archive · lossless' },
  { codec: 'h264', name: 'H.264', use: 'Plays anywhere · 8 bit' },
  { codec: 'h265', name: 'H.265', use: 'Plays on recent devices, smaller · 10 bit' },
  { codec: 'png', name: 'PNG sequence', use: 'Compositing · a folder' },
  { codec: 'tiff', name: 'TIFF sequence', use: 'Film recorders · a folder' },
];

/** One of the presets; arrows go from one to the next, as in any group of radios. */
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
