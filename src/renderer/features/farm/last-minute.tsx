import type { ReactNode } from 'react';

/** Figures of a minute, five seconds each. */
const SPANS = 12;
const WIDTH_PX = 60;
const HEIGHT_PX = 16;

/** Frames a second of a worker over the last minute as bars, the newest on the right, with their mean in figures. @param props.most the largest figure of all workers, to which the bars are drawn */
export function LastMinute({ rates, most }: { readonly rates: readonly number[] | undefined; readonly most: number }): ReactNode {
  if (rates === undefined || rates.length === 0) return <>–</>;
  const mean = meanOf(rates);
  const bar = WIDTH_PX / SPANS;
  return (
    <span className="last-minute">
      <svg viewBox={`0 0 ${WIDTH_PX} ${HEIGHT_PX}`} width={WIDTH_PX} height={HEIGHT_PX} role="img" aria-label={`${rates.length * 5} seconds: ${mean.toFixed(1)} frames a second on average, ${Math.max(...rates).toFixed(1)} at most, ${rates.at(-1)!.toFixed(1)} in the last five`}>
        <path className="ground" d={`M0 ${HEIGHT_PX - 0.5}h${WIDTH_PX}`} />
        {rates.map((rate, index) => {
          const height = most === 0 ? 0 : (rate / most) * (HEIGHT_PX - 1);
          // The minute's place of each figure: a worker that began a moment ago has bars on the right alone.
          return <rect key={SPANS - rates.length + index} x={(SPANS - rates.length + index) * bar + 0.5} y={HEIGHT_PX - 1 - height} width={bar - 1} height={height} />;
        })}
      </svg>
      {mean.toFixed(1)}
    </span>
  );
}

function meanOf(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
