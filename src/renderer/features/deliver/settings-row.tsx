import type { ReactNode } from 'react';
import { codecRecord, DEFAULT_QUALITY, DEFAULT_SPEED, DELIVERY_QUALITIES, DELIVERY_SPEEDS, type DeliveryCodec, isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import type { DeliverySettings } from '../../../shared/model/delivery.ts';

const SPEED_LABELS = { fast: 'Fast, larger', balanced: 'Balanced', slow: 'Slow, smaller' } as const;
const QUALITY_LABELS = { best: 'Best', good: 'Good', draft: 'Draft' } as const;

interface SettingsRowProps {
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  readonly onChange: (settings: DeliverySettings) => void;
}

/** Options of a codec: speed, quality, numbers of images. Empty for a codec without options. */
export function SettingsRow({ codec, settings, onChange }: SettingsRowProps): ReactNode {
  const { encoders: [{ speeds, qualities }] } = codecRecord(codec);
  const change = (part: DeliverySettings): void => { onChange({ ...settings, ...part }); };
  const number = (text: string): number | undefined => (/^\d{1,8}$/.test(text) ? Number(text) : undefined);
  return (
    <>
      {speeds === undefined ? null : (
        <div className="form-row"><label htmlFor="deliver-speed">Speed</label>
          <select id="deliver-speed" className="field" value={settings.speed ?? DEFAULT_SPEED} onChange={({ target }) => { change({ speed: DELIVERY_SPEEDS.find((each) => each === target.value) }); }}>
            {DELIVERY_SPEEDS.map((each) => <option key={each} value={each}>{SPEED_LABELS[each]}</option>)}
          </select>
        </div>
      )}
      {qualities === undefined ? null : (
        <div className="form-row"><label htmlFor="deliver-quality">Quality</label>
          <select id="deliver-quality" className="field" value={settings.quality ?? DEFAULT_QUALITY} onChange={({ target }) => { change({ quality: DELIVERY_QUALITIES.find((each) => each === target.value) }); }}>
            {DELIVERY_QUALITIES.map((each) => <option key={each} value={each}>{QUALITY_LABELS[each]}</option>)}
          </select>
        </div>
      )}
      {!isImageCodec(codec) ? null : (
        <div className="form-row"><label htmlFor="deliver-start">First number</label>
          <div className="with-button">
            <input id="deliver-start" className="field" inputMode="numeric" placeholder="as in the clip" value={settings.startNumber ?? ''} onChange={({ target }) => { change({ startNumber: number(target.value) }); }} />
            <input className="field" aria-label="Digits" inputMode="numeric" placeholder="6 digits" value={settings.padding ?? ''} onChange={({ target }) => { const digits = number(target.value); change({ padding: digits === undefined ? undefined : Math.min(12, Math.max(1, digits)) }); }} />
          </div>
        </div>
      )}
    </>
  );
}
