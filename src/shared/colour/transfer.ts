/**
 * Transfer curves: encoded signal (0…1 is the coded range) ⇄ linear light of the display picture, in which 1 is white (L 100).
 *
 * Video for viewing is display-referred. For BT.601, BT.709, BT.2020 (SDR), sRGB and P3 the display curve is that of IEC 61966-2-1, in viewer,
 * networks and delivery alike: a code value is shown as that very code value on a computer's screen, which is where the colours are chosen.
 * A reference monitor in a dark room shows the same codes by BT.1886; who judges there sets the clip's transfer to `bt1886`.
 *
 * Scene-referred and HDR curves give a display picture in which diffuse white is 1: PQ 203 cd/m² and HLG 75 % (BT.2408), Cineon code 685. How
 * what is brighter is shown: `highlights.ts`.
 */
export interface TransferCurve {
  /** For users: `sRGB`, `gamma 2.8`. */
  readonly label: string;
  /** Encoded → linear. Defined for all numbers, strictly rising. */
  readonly toLinear: (signal: number) => number;
  /** Inverse of `toLinear`. */
  readonly toSignal: (linear: number) => number;
  /** d(signal)/d(linear); finite. */
  readonly slope: (linear: number) => number;
  /** What white is in the display picture, where that had to be decided. */
  readonly white?: string;
}

export const CURVE_NAMES = ['display', 'bt1886', 'gamma22', 'gamma26', 'gamma28', 'linear', 'pq', 'hlg', 'cineon', 'log100', 'log316'] as const;
export type CurveName = (typeof CURVE_NAMES)[number];

/** Curves with infinite slope at 0 are given this much. */
const STEEPEST = 1e5;

const SRGB: TransferCurve = {
  label: 'sRGB',
  toLinear: odd((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)),
  toSignal: odd((v) => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055)),
  slope: (linear) => {
    const v = Math.abs(linear);
    return v <= 0.0031308 ? 12.92 : (1.055 / 2.4) * v ** (1 / 2.4 - 1);
  },
};

/** Pure power, odd-symmetric. */
function power(label: string, gamma: number): TransferCurve {
  return {
    label,
    toLinear: odd((v) => v ** gamma),
    toSignal: odd((v) => v ** (1 / gamma)),
    slope: (linear) => Math.min(STEEPEST, (1 / gamma) * Math.abs(linear) ** (1 / gamma - 1)),
  };
}

/** SMPTE ST 2084: signal ⇄ luminance as a share of 10,000 cd/m². */
const PQ = { m1: 2610 / 16384, m2: (2523 / 4096) * 128, c1: 3424 / 4096, c2: (2413 / 4096) * 32, c3: (2392 / 4096) * 32 } as const;
/** Diffuse white of HDR in cd/m² (ITU-R BT.2408 §2). */
const HDR_WHITE = 203;
const PQ_SCALE = 10_000 / HDR_WHITE;

function pqToLinear(signal: number): number {
  const power2 = signal ** (1 / PQ.m2);
  return PQ_SCALE * (Math.max(0, power2 - PQ.c1) / (PQ.c2 - PQ.c3 * power2)) ** (1 / PQ.m1);
}

function pqToSignal(linear: number): number {
  const power1 = (linear / PQ_SCALE) ** PQ.m1;
  return ((PQ.c1 + PQ.c2 * power1) / (1 + PQ.c3 * power1)) ** PQ.m2;
}

function pqSlope(linear: number): number {
  const share = Math.max(1e-12, Math.abs(linear) / PQ_SCALE);
  const power1 = share ** PQ.m1;
  const base = (PQ.c1 + PQ.c2 * power1) / (1 + PQ.c3 * power1);
  const inner = (PQ.c2 - PQ.c3 * PQ.c1) / (1 + PQ.c3 * power1) ** 2;
  return Math.min(STEEPEST, (PQ.m2 * base ** (PQ.m2 - 1) * inner * PQ.m1 * share ** (PQ.m1 - 1)) / PQ_SCALE);
}

/** PQ of 0 is not quite 0; taken off, so that the curve passes through the origin and can be odd-symmetric. */
const PQ_ZERO = pqToSignal(0);

/** ARIB STD-B67, BT.2100 table 5. */
const HLG = { a: 0.17883277, b: 0.28466892, c: 0.55991073 } as const;
const hlgScene = (signal: number): number => (signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - HLG.c) / HLG.a) + HLG.b) / 12);
/** 75 % of the signal is diffuse white (BT.2408). No system gamma is applied. */
const HLG_SCALE = 1 / hlgScene(0.75);

const HLG_CURVE: TransferCurve = {
  label: 'HLG', white: '75 % of the signal is diffuse white and highlights are rolled off',
  toLinear: odd((v) => HLG_SCALE * hlgScene(v)),
  toSignal: odd((v) => {
    const scene = v / HLG_SCALE;
    return scene <= 1 / 12 ? Math.sqrt(3 * scene) : HLG.a * Math.log(12 * scene - HLG.b) + HLG.c;
  }),
  slope: (linear) => {
    const scene = Math.abs(linear) / HLG_SCALE;
    return Math.min(STEEPEST, (scene <= 1 / 12 ? 1.5 / Math.sqrt(3 * scene) : (12 * HLG.a) / (12 * scene - HLG.b)) / HLG_SCALE);
  },
};

/** Kodak Cineon: 0.002 density a code, gamma 0.6, black 95, white 685 of 1023. Printing density of DPX likewise. */
const CINEON = { white: 685, black: 95, perDecade: 0.002 / 0.6 } as const;
const CINEON_OFFSET = 10 ** ((CINEON.black - CINEON.white) * CINEON.perDecade);

/** A logarithmic curve `toLinear` with its inverse; below signal 0 it goes on along its tangent. */
function logarithmic(label: string, curve: Pick<TransferCurve, 'toLinear' | 'toSignal' | 'slope' | 'white'>): TransferCurve {
  const foot = curve.toLinear(0);
  const steepness = curve.slope(foot);
  return {
    label, ...(curve.white === undefined ? {} : { white: curve.white }),
    toLinear: (signal) => (signal < 0 ? foot + signal / steepness : curve.toLinear(signal)),
    toSignal: (linear) => (linear < foot ? (linear - foot) * steepness : curve.toSignal(linear)),
    slope: (linear) => (linear < foot ? steepness : curve.slope(linear)),
  };
}

function decades(label: string, count: number): TransferCurve {
  return logarithmic(label, { toLinear: (signal) => 10 ** (count * (signal - 1)), toSignal: (linear) => 1 + Math.log10(linear) / count, slope: (linear) => 1 / (count * Math.LN10 * linear) });
}

export const TRANSFER_CURVES = {
  display: SRGB,
  bt1886: power('BT.1886', 2.4),
  gamma22: power('gamma 2.2', 2.2),
  gamma26: power('gamma 2.6', 2.6),
  gamma28: power('gamma 2.8', 2.8),
  linear: { label: 'linear light', white: '1.0 is shown as white', toLinear: (signal) => signal, toSignal: (linear) => linear, slope: () => 1 },
  pq: { label: 'PQ', white: `${HDR_WHITE} cd/m² is diffuse white and highlights up to 1,000 cd/m² are rolled off`, toLinear: odd((v) => pqToLinear(v + PQ_ZERO)), toSignal: odd((v) => pqToSignal(v) - PQ_ZERO), slope: pqSlope },
  hlg: HLG_CURVE,
  cineon: logarithmic('Cineon log', {
    white: 'code 685 of 1023 is white and highlights are rolled off',
    toLinear: (signal) => (10 ** ((1023 * signal - CINEON.white) * CINEON.perDecade) - CINEON_OFFSET) / (1 - CINEON_OFFSET),
    toSignal: (linear) => (Math.log10(linear * (1 - CINEON_OFFSET) + CINEON_OFFSET) / CINEON.perDecade + CINEON.white) / 1023,
    slope: (linear) => (1 - CINEON_OFFSET) / ((linear * (1 - CINEON_OFFSET) + CINEON_OFFSET) * Math.LN10 * CINEON.perDecade * 1023),
  }),
  log100: decades('log 100:1', 2),
  log316: decades('log 316:1', 2.5),
} as const satisfies Record<CurveName, TransferCurve>;

export function transferCurve(name: CurveName): TransferCurve {
  return TRANSFER_CURVES[name];
}

function odd(curve: (value: number) => number): (value: number) => number {
  return (value) => (value < 0 ? -curve(-value) : curve(value));
}
