/** Figures of a report of which the worst frame is looked at. */
const WORST_FIGURES = ['flicker', 'outOfGamut', 'lumaMax', 'skinDeviation'] as const;
export type WorstFigure = (typeof WORST_FIGURES)[number];

/** The frame with the largest value of a figure. */
interface WorstFrame {
  readonly figure: WorstFigure;
  readonly value: number;
  /** In the delivered film. */
  readonly frame: number;
}

/** Pure: of each figure its worst frame, where it is worse than nothing. @param figures a list each, one value a delivered frame */
export function worstFrames(figures: Readonly<Record<WorstFigure, readonly (number | null)[]>>): readonly WorstFrame[] {
  return WORST_FIGURES.flatMap((figure): readonly WorstFrame[] => {
    const values = figures[figure];
    let worst = -1;
    values.forEach((value, frame) => { if (value !== null && value > (values[worst] ?? 0)) worst = frame; });
    return worst < 0 ? [] : [{ figure, value: values[worst]!, frame: worst }];
  });
}
