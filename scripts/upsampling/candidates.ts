import { upsamplePlane } from '../../src/shared/colour/guided-upsampling.ts';
import { plainGrid, resampleChannel } from '../../src/shared/colour/resample.ts';
import { AB_UNIT } from '../../src/shared/model/ab-plane.ts';
import type { Size } from '../../src/shared/model/working-size.ts';

/** Input of an upsampling. All arrays are row by row, with sample centres at half-integers; both sizes cover the same picture. */
export interface Upsampling {
  /** Size of the small channels. */
  readonly from: Size;
  /** a and b at that size, Lab units. */
  readonly channels: readonly Float32Array[];
  /** Luma signal 0…1 at full size. */
  readonly luma: Float32Array;
  readonly to: Size;
}

export interface Candidate {
  readonly name: string;
  up(input: Upsampling): readonly Float32Array[];
}

type Kernel = { readonly radius: number; weight(distance: number): number };

const TENT: Kernel = { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };
const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const LANCZOS3: Kernel = { radius: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) };

/** Separable interpolation with normalised weights, edges repeated. */
function interpolate(values: Float32Array, from: Size, to: Size, kernel: Kernel): Float32Array {
  const taps = (count: number, grid: { readonly count: number; readonly start: number; readonly step: number }) => Array.from({ length: grid.count }, (_, index) => {
    const centre = (grid.start + index * grid.step) * count - 0.5;
    const first = Math.floor(centre) - Math.ceil(kernel.radius) + 1;
    const list = Array.from({ length: 2 * Math.ceil(kernel.radius) }, (_unused, tap) => ({ at: Math.max(0, Math.min(count - 1, first + tap)), weight: kernel.weight(centre - first - tap) }));
    const sum = list.reduce((total, { weight }) => total + weight, 0);
    return list.map(({ at, weight }) => ({ at, weight: weight / sum }));
  });
  const across = taps(from.width, plainGrid(to.width));
  const down = taps(from.height, plainGrid(to.height));
  const wide = new Float32Array(to.width * from.height);
  for (let y = 0; y < from.height; y++) across.forEach((list, x) => { wide[y * to.width + x] = list.reduce((sum, { at, weight }) => sum + weight * values[y * from.width + at]!, 0); });
  const out = new Float32Array(to.width * to.height);
  down.forEach((list, y) => {
    for (const { at, weight } of list) for (let x = 0; x < to.width; x++) out[y * to.width + x]! += weight * wide[at * to.width + x]!;
  });
  return out;
}

const bicubic = (values: Float32Array, from: Size, to: Size): Float32Array => resampleChannel(values, from, to);

/**
 * A small sample is the mean of its area, but interpolation uses it as the value at its centre; for a smooth signal the mean is h²/24 · f″ higher.
 * Subtracts this difference, so that the interpolated picture has the samples' means.
 */
function pointValues(values: Float32Array, { width, height }: Size, strength: number): Float32Array {
  return values.map((value, index) => {
    const x = index % width;
    const y = (index - x) / width;
    const at = (column: number, row: number): number => values[Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column))]!;
    return value - (strength / 24) * (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * value);
  });
}

/** Mean over (2r+1)² samples, edges repeated. */
function boxMean(values: Float32Array, { width, height }: Size, radius: number): Float32Array {
  const pass = (source: Float32Array, count: number, lines: number, step: number, lineStep: number): Float32Array => {
    const out = new Float32Array(source.length);
    for (let line = 0; line < lines; line++) {
      for (let index = 0; index < count; index++) {
        let sum = 0;
        for (let by = -radius; by <= radius; by++) sum += source[line * lineStep + Math.max(0, Math.min(count - 1, index + by)) * step]!;
        out[line * lineStep + index * step] = sum / (2 * radius + 1);
      }
    }
    return out;
  };
  return pass(pass(values, width, height, 1, width), height, width, width, 1);
}

const times = (one: Float32Array, other: Float32Array): Float32Array => one.map((value, index) => value * other[index]!);

/** Slope of a channel against luma in each window, and the intercept. */
function localLine(channel: Float32Array, luma: Float32Array, size: Size, options: { readonly radius: number; readonly epsilon: number }) {
  const mean = (values: Float32Array): Float32Array => boxMean(values, size, options.radius);
  const meanLuma = mean(luma);
  const meanChannel = mean(channel);
  const variance = mean(times(luma, luma)).map((value, index) => Math.max(0, value - meanLuma[index]! ** 2));
  const slope = mean(times(channel, luma)).map((value, index) => (value - meanChannel[index]! * meanLuma[index]!) / (variance[index]! + options.epsilon));
  return { slope, offset: meanChannel.map((value, index) => value - slope[index]! * meanLuma[index]!) };
}

export const BILINEAR: Candidate = { name: 'bilinear', up: ({ channels, from, to }) => channels.map((channel) => interpolate(channel, from, to, TENT)) };
export const BICUBIC: Candidate = { name: 'bicubic (Catmull-Rom)', up: ({ channels, from, to }) => channels.map((channel) => bicubic(channel, from, to)) };
export const LANCZOS: Candidate = { name: 'Lanczos 3', up: ({ channels, from, to }) => channels.map((channel) => interpolate(channel, from, to, LANCZOS3)) };

export const meanKeeping = (strength: number): Candidate => ({
  name: `mean-keeping bicubic (${strength})`,
  up: ({ channels, from, to }) => channels.map((channel) => bicubic(pointValues(channel, from, strength), from, to)),
});

/** He & Sun 2015, "Fast Guided Filter": local linear models fitted at the small size, with upsampled coefficients. */
export const guidedFilter = (options: { readonly radius: number; readonly epsilon: number }): Candidate => ({
  name: `guided filter (r ${options.radius}, ε ${options.epsilon})`,
  up({ channels, luma, from, to }) {
    const small = resampleChannel(luma, to, from);
    return channels.map((channel) => {
      const { slope, offset } = localLine(channel, small, from, options);
      const slopes = interpolate(boxMean(slope, from, options.radius), from, to, TENT);
      const offsets = interpolate(boxMean(offset, from, options.radius), from, to, TENT);
      return luma.map((value, index) => slopes[index]! * value + offsets[index]!);
    });
  },
});

/** Mean over 3×3 samples, weights [1 2 1]², edges repeated. */
function tentMean(values: Float32Array, { width, height }: Size): Float32Array {
  const at = (x: number, y: number): number => values[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))]!;
  return values.map((value, index) => {
    const x = index % width;
    const y = (index - x) / width;
    return (4 * value + 2 * (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)) + at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1)) / 16;
  });
}

export interface LineSettings {
  /** Variance of luma at which a slope is halved. */
  readonly epsilon: number;
  /** Power of the explained share of the colour's variance that a slope is multiplied by; 0 trusts every line. */
  readonly trust: number;
  /** Limit of extrapolation, in standard deviations of luma; absent: no limit. */
  readonly reach?: number;
}

/** The product's method (shared/colour/guided-chroma.ts) with its settings as parameters, for tuning. */
export const colourLines = ({ epsilon, trust, reach }: LineSettings): Candidate => ({
  name: `mean-keeping bicubic + lines (ε ${epsilon}, trust ${trust}, reach ${reach ?? 'any'})`,
  up({ channels, luma, from, to }) {
    const small = resampleChannel(luma, to, from);
    const mean = (values: Float32Array): Float32Array => tentMean(values, from);
    const meanLuma = mean(small);
    const variance = mean(times(small, small)).map((value, index) => Math.max(0, value - meanLuma[index]! ** 2));
    const moments = channels.map((channel) => {
      const means = mean(channel);
      return {
        covariance: mean(times(channel, small)).map((value, index) => value - means[index]! * meanLuma[index]!),
        variance: mean(times(channel, channel)).map((value, index) => Math.max(0, value - means[index]! ** 2)),
      };
    });
    const share = variance.map((value, index) => moments.reduce((sum, each) => sum + each.covariance[index]! ** 2, 0) / ((value + epsilon) * (1 + moments.reduce((sum, each) => sum + each.variance[index]!, 0))));
    const known = bicubic(pointValues(small, from, 1), from, to);
    const limits = interpolate(variance.map((value) => (reach === undefined ? 1e9 : reach * Math.sqrt(value + 1e-4))), from, to, TENT);
    return channels.map((channel, which) => {
      const slopes = interpolate(variance.map((value, index) => (share[index]! ** trust * moments[which]!.covariance[index]!) / (value + epsilon)), from, to, TENT);
      return bicubic(pointValues(channel, from, 1), from, to).map((value, index) => value + slopes[index]! * Math.max(-limits[index]!, Math.min(limits[index]!, luma[index]! - known[index]!)));
    });
  },
});

/** The product's method with its settings. */
export const PRODUCT: Candidate = {
  name: 'the product: mean-keeping bicubic + colour lines',
  up({ channels, luma, from, to }) {
    const area = from.width * from.height;
    const samples = new Int16Array(2 * area);
    channels.forEach((channel, which) => channel.forEach((value, index) => { samples[which * area + index] = Math.round(value * AB_UNIT); }));
    const { a, b } = upsamplePlane({ ...from, samples }, { ...to, luma });
    return [a, b];
  },
};

/**
 * Weighted least squares in a few sweeps: colour flows between neighbours of like luma, and after each sweep the small samples' means are restored
 * (the idea of Levin et al. 2004, with the samples in the place of scribbles).
 */
export const diffusion = ({ sweeps, range }: { readonly sweeps: number; readonly range: number }): Candidate => ({
  name: `luma-weighted least squares (${sweeps} sweeps, σr ${range})`,
  up({ channels, luma, from, to }) {
    const { width, height } = to;
    const likeness = (difference: number): number => Math.exp(-(difference * difference) / (2 * range * range));
    const right = new Float32Array(luma.length);
    const below = new Float32Array(luma.length);
    for (let at = 0; at < luma.length; at++) {
      if (at % width < width - 1) right[at] = likeness(luma[at + 1]! - luma[at]!);
      if (at < width * (height - 1)) below[at] = likeness(luma[at + width]! - luma[at]!);
    }
    return channels.map((channel) => {
      let out = bicubic(channel, from, to);
      for (let sweep = 0; sweep < sweeps; sweep++) {
        const next = new Float32Array(out.length);
        for (let at = 0; at < out.length; at++) {
          let sum = out[at]!;
          let weight = 1;
          const add = (share: number, neighbour: number): void => {
            if (share === 0) return;
            sum += share * out[neighbour]!;
            weight += share;
          };
          add(right[at]!, at + 1);
          add(at % width > 0 ? right[at - 1]! : 0, at - 1);
          add(below[at]!, at + width);
          add(at >= width ? below[at - width]! : 0, at - width);
          next[at] = sum / weight;
        }
        const means = resampleChannel(next, to, from);
        const lost = bicubic(channel.map((value, index) => value - means[index]!), from, to);
        out = next.map((value, index) => value + lost[index]!);
      }
      return out;
    });
  },
});

export interface JointBilateral {
  /** Deviation of the spatial kernel in small samples. */
  readonly spatial: number;
  /** Deviation of the luma kernel, signal 0…1. */
  readonly range: number;
  readonly reach?: number;
  /** Share by which bicubic is corrected; absent: the bilateral mean itself. */
  readonly correct?: number;
  readonly keep?: number;
  /** Floor of the luma weight. */
  readonly floor?: number;
}

/**
 * Kopf et al. 2007, "Joint bilateral upsampling": a mean of the small samples around, weighted by nearness and likeness of luma. With `correct`: bicubic,
 * plus what the luma weights change in that mean; where the samples around have one luma or one colour, that is nothing.
 */
export const jointBilateral = (options: JointBilateral): Candidate => ({
  name: `${options.correct === undefined ? 'joint bilateral' : `bicubic${options.keep === undefined ? '' : '*'} + joint-bilateral correction ×${options.correct}`} (σs ${options.spatial}, σr ${options.range}, reach ${options.reach ?? 2}${options.floor === undefined ? '' : `, floor ${options.floor}`})`,
  up({ channels, luma, from, to }) {
    const small = resampleChannel(luma, to, from);
    const reach = options.reach ?? 2;
    const outs = options.correct === undefined ? channels.map(() => new Float32Array(to.width * to.height)) : channels.map((channel) => bicubic(options.keep === undefined ? channel : pointValues(channel, from, options.keep), from, to));
    const count = 2 * reach;
    const nearness = (offset: number): Float32Array => Float32Array.from({ length: count }, (_, tap) => Math.exp(-((tap - reach + 1 - offset) ** 2) / (2 * options.spatial ** 2)));
    const inverse = 1 / (2 * options.range ** 2);
    const clampTo = (value: number, limit: number): number => Math.max(0, Math.min(limit - 1, value));
    const columns = Array.from({ length: to.width }, (_, x) => {
      const place = ((x + 0.5) * from.width) / to.width - 0.5;
      return { base: Math.floor(place), weights: nearness(place - Math.floor(place)) };
    });
    for (let y = 0; y < to.height; y++) {
      const place = ((y + 0.5) * from.height) / to.height - 0.5;
      const base = Math.floor(place);
      const down = nearness(place - base);
      for (let x = 0; x < to.width; x++) {
        const index = y * to.width + x;
        const own = luma[index]!;
        const column = columns[x]!;
        let plainWeight = 0;
        let weight = 0;
        const plain = [0, 0];
        const guided = [0, 0];
        for (let j = 0; j < count; j++) {
          const row = clampTo(base + j - reach + 1, from.height) * from.width;
          for (let i = 0; i < count; i++) {
            const at = row + clampTo(column.base + i - reach + 1, from.width);
            const near = down[j]! * column.weights[i]!;
            const difference = small[at]! - own;
            const like = near * (Math.exp(-difference * difference * inverse) + (options.floor ?? 1e-4));
            plainWeight += near;
            weight += like;
            for (let channel = 0; channel < 2; channel++) {
              plain[channel]! += near * channels[channel]![at]!;
              guided[channel]! += like * channels[channel]![at]!;
            }
          }
        }
        for (let channel = 0; channel < 2; channel++) {
          const mean = guided[channel]! / weight;
          outs[channel]![index] = options.correct === undefined ? mean : outs[channel]![index]! + options.correct * (mean - plain[channel]! / plainWeight);
        }
      }
    }
    return outs;
  },
});
