import type { KeptQuality } from '../../../shared/contract/quality.ts';
import { type WorstFigure, worstFrames } from '../../../shared/model/quality-worst.ts';

/** The largest value of a figure, and where it is. */
interface WorstValue {
  readonly name: string;
  readonly text: string;
  /** Of the clip. */
  readonly frame: number;
  /** The delivered frame as a picture (`data:` address), where the report has one. */
  readonly picture: string | undefined;
}

/** Pure: of each figure its worst frame, where it is worse than nothing. */
export function worstValues({ figures, report, pictures }: Pick<KeptQuality, 'figures' | 'pictures'> & { readonly report: Pick<KeptQuality['report'], 'luma'> }): readonly WorstValue[] {
  const names: Readonly<Record<WorstFigure, string>> = { flicker: 'Flicker', outOfGamut: 'Out of gamut', lumaMax: 'Luma error', skinDeviation: 'Skin line' };
  const text: Readonly<Record<WorstFigure, (value: number) => string>> = {
    flicker: (value) => value.toFixed(2), outOfGamut: (value) => `${(100 * value).toFixed(2)} %`, lumaMax: (value) => `${value} of ${2 ** report.luma.bitDepth - 1} codes`, skinDeviation: (value) => `${value.toFixed(0)}°`,
  };
  return worstFrames(figures).map(({ figure, value, frame }) => {
    const picture = pictures.find((each) => each.frame === frame);
    return { name: names[figure], text: text[figure](value), frame: figures.sourceFrame[frame]!, picture: picture === undefined ? undefined : `data:image/jpeg;base64,${picture.jpeg}` };
  });
}
