import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { colourErrors } from '../evaluate/index.ts';
import { locateFfmpeg } from '../../src/engine/media/index.ts';
import { findEdges, measureBleeding } from './bleeding.ts';
import { BICUBIC, BILINEAR, colourLines, diffusion, guidedFilter, jointBilateral, LANCZOS, meanKeeping, PRODUCT, type Candidate } from './candidates.ts';
import { colouring, smallChannels } from './round-trip.ts';
import { truthFrames, type TruthSet } from './truth-frames.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: {
  set: { type: 'string', default: 'val' }, factors: { type: 'string', default: '1/4,1/2' }, data: { type: 'string', default: join(root, '..', 'shared', 'data') },
  frames: { type: 'string' }, only: { type: 'string', default: '' }, grain: { type: 'string', default: '4' }, tune: { type: 'boolean', default: false },
} });

const PLAIN = [BILINEAR, BICUBIC, LANCZOS, meanKeeping(1)];
/** Compared methods, and (`--tune`) the candidate settings. */
const CANDIDATES: readonly Candidate[] = values.tune
  ? [BICUBIC, meanKeeping(1), ...[1e-3, 2e-3, 4e-3].flatMap((epsilon) => [0.5, 1].map((trust) => colourLines({ epsilon, trust, reach: 1 }))), colourLines({ epsilon: 2e-3, trust: 1 }), colourLines({ epsilon: 2e-3, trust: 0 }),
    ...[0.05, 0.1].map((range) => jointBilateral({ spatial: 0.6, range })), ...[0.3, 0.6].map((correct) => jointBilateral({ spatial: 0.6, range: 0.1, correct, keep: 1 }))]
  : [...PLAIN, jointBilateral({ spatial: 0.6, range: 0.1 }), jointBilateral({ spatial: 0.6, range: 0.1, correct: 0.3, keep: 1 }), guidedFilter({ radius: 1, epsilon: 1e-4 }), guidedFilter({ radius: 2, epsilon: 1e-3 }),
    diffusion({ sweeps: 4, range: 0.05 }), colourLines({ epsilon: 2e-3, trust: 0 }), PRODUCT];

/** Gaussian noise of unit deviation, the same at each run. */
function unitNoise(count: number): Float32Array {
  let state = 12345;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Float32Array.from({ length: count }, () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random()));
}

interface Sums { psnr: number; deltaE: number; bandDeltaE: number; smear: number; smearFrames: number; ms: number; noise: number; frames: number }
const results = new Map<string, Sums>();
const tools = await locateFfmpeg();
const noiseCodes = Number(values.grain);
let seen = 0;
for await (const truth of truthFrames(values.set as TruthSet, { data: resolve(values.data), tools })) {
  if (seen++ >= Number(values.frames ?? Infinity)) break;
  const edges = findEdges(truth, truth.height >= 1000 ? 12 : 6);
  console.error(truth.name, edges.places.length);
  for (const factor of values.factors.split(',')) {
    const [top, bottom] = factor.split('/').map(Number);
    const from = { width: Math.round((truth.width * top!) / bottom!), height: Math.round((truth.height * top!) / bottom!) };
    const channels = smallChannels(truth, from);
    const noisy = noiseCodes === 0 ? undefined : unitNoise(truth.y.length).map((value, index) => truth.y[index]! + (value * noiseCodes) / 219);
    for (const candidate of CANDIDATES.filter(({ name }) => name.includes(values.only))) {
      const started = performance.now();
      const up = candidate.up({ from, channels, luma: truth.y, to: truth });
      const ms = performance.now() - started;
      const made = colouring(truth, up);
      const errors = colourErrors(truth, { ...truth, ...made }, 'bt709');
      const bleeding = measureBleeding(truth, edges, made);
      const key = `${factor}|${candidate.name}`;
      const sums = results.get(key) ?? { psnr: 0, deltaE: 0, bandDeltaE: 0, smear: 0, smearFrames: 0, ms: 0, noise: 0, frames: 0 };
      results.set(key, sums);
      sums.frames++;
      sums.psnr += errors.rgbPsnr;
      sums.deltaE += errors.deltaE;
      if (edges.places.length >= 50) {
        sums.bandDeltaE += bleeding.deltaE;
        sums.smear += bleeding.smear;
        sums.smearFrames++;
      }
      sums.ms += ms;
      if (noisy !== undefined) {
        const moved = candidate.up({ from, channels, luma: noisy, to: truth });
        let square = 0;
        for (let at = 0; at < truth.y.length; at++) square += (moved[0]![at]! - up[0]![at]!) ** 2 + (moved[1]![at]! - up[1]![at]!) ** 2;
        sums.noise += Math.sqrt(square / truth.y.length);
      }
    }
  }
}
console.log('factor | method | PSNR | ΔE2000 | bleed ΔE | smear px | chroma noise | ms');
for (const [key, sums] of results) console.log([...key.split('|'), (sums.psnr / sums.frames).toFixed(2), (sums.deltaE / sums.frames).toFixed(3), (sums.bandDeltaE / sums.smearFrames).toFixed(2), (sums.smear / sums.smearFrames).toFixed(2), (sums.noise / sums.frames).toFixed(2), (sums.ms / sums.frames).toFixed(0)].join(' | '));
