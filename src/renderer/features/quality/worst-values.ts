import type { KeptQuality } from '../../../shared/contract/quality.ts';

/** The largest value of a figure, and the frame of the clip that has it. */
export interface WorstValue {
  readonly name: string;
  readonly text: string;
  readonly frame: number;
}

/** Pure: of each figure its worst frame, where it is worse than nothing. */
export function worstValues({ figures, report }: Pick<KeptQuality, 'figures' | 'report'>): readonly WorstValue[] {
  const kinds: readonly (readonly [name: string, values: readonly (number | null)[], text: (value: number) => string])[] = [
    ['Flicker', figures.flicker, (value) => value.toFixed(2)],
    ['Out of gamut', figures.outOfGamut, (value) => `${(100 * value).toFixed(2)} %`],
    ['Luma error', figures.lumaMax, (value) => `${value} of ${2 ** report.luma.bitDepth - 1} codes`],
    ['Skin line', figures.skinDeviation, (value) => `${value.toFixed(0)}°`],
  ];
  return kinds.flatMap(([name, values, text]): readonly WorstValue[] => {
    let worst = -1;
    values.forEach((value, frame) => { if (value !== null && value > (values[worst] ?? 0)) worst = frame; });
    return worst < 0 ? [] : [{ name, text: text(values[worst]!), frame: figures.sourceFrame[worst]! }];
  });
}
