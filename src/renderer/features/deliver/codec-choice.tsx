import type { ReactNode } from 'react';
import { codecFamilies, codecRecord, DELIVERY_CODEC_NAMES, type DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';

const FAMILIES = codecFamilies();

interface CodecChoiceProps {
  readonly codec: DeliveryCodec;
  readonly onChoose: (codec: DeliveryCodec) => void;
}

/** All codecs by their families. */
export function CodecChoice({ codec, onChoose }: CodecChoiceProps): ReactNode {
  return (
    <div className="form-row"><label htmlFor="deliver-codec">Codec</label>
      <select id="deliver-codec" className="field" value={codec} onChange={({ target }) => { onChoose(DELIVERY_CODEC_NAMES.find((each) => each === target.value) ?? codec); }}>
        {FAMILIES.map(({ name, codecs }) => <optgroup key={name} label={name}>{codecs.map((each) => <option key={each} value={each}>{codecRecord(each).label} · {codecRecord(each).use}</option>)}</optgroup>)}
      </select>
    </div>
  );
}
