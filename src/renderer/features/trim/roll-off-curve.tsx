import type { ReactNode } from 'react';
import type { Layer } from '../../../shared/model/layer.ts';
import { rollOffGain } from '../../../shared/model/layer-table.ts';

const STEPS = 50;
const HEIGHT = 24;
/** Room for the line at a gain of 0 and of 1. */
const MARGIN = 4;

/** Gain of chroma over L*, as it is applied. */
export function RollOffCurve({ rollOff }: Pick<Layer, 'rollOff'>): ReactNode {
  const points = Array.from({ length: STEPS + 1 }, (_, step) => `${(100 * step) / STEPS},${(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * rollOffGain(rollOff, (100 * step) / STEPS)).toFixed(1)}`);
  return <svg className="roll-off" viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Chroma roll-off below L* ${rollOff.below} and above L* ${rollOff.above}`}><polyline points={points.join(' ')} /></svg>;
}
