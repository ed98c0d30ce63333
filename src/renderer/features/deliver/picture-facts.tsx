import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';
import { CommandButton } from '../../ui/button.tsx';
import { rateText, samplesText, sizeText } from './codec-facts.ts';

/** What is written of the picture. Nothing here is a choice: a delivery is the clip with colour. */
export function PictureFacts({ clip, codec }: { readonly clip: Clip; readonly codec: DeliveryCodec }): ReactNode {
  const facts = [['Size', sizeText(codec, clip)], ['Rate', rateText(clip)], ['Samples', samplesText(codec, clip)], ['Gamut', 'chroma reduced, luma kept'], ['Version', 'the one shown, of each shot'], ['Layers', 'applied']] as const;
  return (
    <section className="delivery-part" aria-label="Picture">
      <h3>Picture <CommandButton id="file.clipCoding" /></h3>
      <dl className="picture-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}
