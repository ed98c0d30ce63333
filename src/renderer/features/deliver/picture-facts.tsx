import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';
import { CommandButton } from '../../ui/button.tsx';
import { clipDifferences, factOfClips, rateText, samplesText, sizeText } from './codec-facts.ts';

/** What is written of the picture of each clip. Nothing here is a choice: a delivery is the clip with colour. */
export function PictureFacts({ clips, codec }: { readonly clips: readonly Clip[]; readonly codec: DeliveryCodec }): ReactNode {
  const names = clipLabels(clips);
  const of = (text: (clip: Clip) => string): string => factOfClips(clips, text, names);
  const facts = [['Size', of((clip) => sizeText(codec, clip))], ['Rate', of(rateText)], ['Samples', of((clip) => samplesText(codec, clip))], ['Gamut', 'chroma reduced, luma kept'], ['Version', 'the one shown, of each shot'], ['Layers', 'applied']] as const;
  const differences = clipDifferences(clips);
  return (
    <section className="delivery-part" aria-label="Picture">
      <h3>Picture {clips.length === 1 ? <CommandButton id="file.clipCoding" /> : null}</h3>
      {differences === undefined ? null : <p className="warn" role="status">{differences}</p>}
      <dl className="picture-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
    </section>
  );
}
