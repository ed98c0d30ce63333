/** Samples a second that sounds are compared at. */
export const SOUND_RATE = 8000;
const COARSE = 8;
/** Offsets that are tried, seconds to both sides. */
const MOST_SECONDS = 0.6;
/** Below this correlation the two are not the same sound. */
const LEAST_CORRELATION = 0.3;
/** An offset other than 0 is accepted when its correlation is better by this. */
const CLEARLY_BETTER = 0.02;
/** Root mean square (full scale 1) below which a stretch counts as silent. */
const SILENT = 1e-4;

/**
 * Milliseconds by which `delivered` is late against `source` (negative: early), by the largest correlation within ±0.6 s; `undefined` for silence or for
 * two that are not the same sound. @param delivered,source mono, `SOUND_RATE`, of the same stretch
 */
export function soundOffset(delivered: Float32Array, source: Float32Array): number | undefined {
  if (rms(delivered) < SILENT || rms(source) < SILENT) return undefined;
  const most = Math.round(MOST_SECONDS * SOUND_RATE);
  const coarse = bestLag(reduced(delivered), reduced(source), { from: -Math.round(most / COARSE), to: Math.round(most / COARSE), step: 1 });
  const fine = bestLag(delivered, source, { from: (coarse.lag - 2) * COARSE, to: (coarse.lag + 2) * COARSE, step: 1 });
  // A steady tone has hardly a rise of energy, and correlates as well where it was: it is late only where that is clearly better.
  const near = bestLag(delivered, source, { from: -2 * COARSE, to: 2 * COARSE, step: 1 });
  const best = near.correlation > fine.correlation - CLEARLY_BETTER ? near : fine;
  return best.correlation < LEAST_CORRELATION ? undefined : (best.lag * 1000) / SOUND_RATE;
}

/** The rise of energy, so that a steady tone does not repeat every period. */
function reduced(samples: Float32Array): Float32Array {
  const energy = new Float32Array(Math.floor(samples.length / COARSE));
  for (let index = 0; index < energy.length; index++) {
    let sum = 0;
    for (let at = index * COARSE; at < (index + 1) * COARSE; at++) sum += samples[at]! * samples[at]!;
    energy[index] = Math.sqrt(sum / COARSE);
  }
  const mean = energy.reduce((sum, value) => sum + value, 0) / Math.max(1, energy.length);
  return energy.map((value) => value - mean);
}

function bestLag(delivered: Float32Array, source: Float32Array, lags: { readonly from: number; readonly to: number; readonly step: number }): { readonly lag: number; readonly correlation: number } {
  let best = { lag: 0, correlation: -Infinity };
  for (let lag = lags.from; lag <= lags.to; lag += lags.step) {
    const [first, end] = [Math.max(0, lag), Math.min(delivered.length, source.length + lag)];
    let [both, ours, theirs] = [0, 0, 0];
    for (let at = first; at < end; at++) {
      const [one, other] = [delivered[at]!, source[at - lag]!];
      both += one * other;
      ours += one * one;
      theirs += other * other;
    }
    const correlation = both / Math.sqrt(Math.max(1e-12, ours * theirs));
    // Of equal ones the nearest: a tone correlates with itself at every period.
    if (correlation > best.correlation + 1e-4 || (correlation > best.correlation - 1e-4 && Math.abs(lag) < Math.abs(best.lag))) best = { lag, correlation };
  }
  return best;
}

function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
