import { highlightMap } from '../../../shared/colour/highlights.ts';
import { type CurveName, TRANSFER_CURVES } from '../../../shared/colour/transfer.ts';

const float = (value: number): string => value.toExponential();

/** Body of `shape(v)`: signal of positive linear light; of `unshape(v)`: the inverse; of `rise(v, s)`: d(signal)/d(linear) where the signal is `s`, which spares powers. */
interface CurveShader {
  readonly shape: string;
  readonly unshape: string;
  readonly rise: string;
}

function power(gamma: number): CurveShader {
  return { shape: `pow(v, vec3(${float(1 / gamma)}))`, unshape: `pow(v, vec3(${float(gamma)}))`, rise: `${float(1 / gamma)} * s / v` };
}

const PQ = { scale: 10_000 / 203, m1: 2610 / 16384, m2: 2523 / 32, c1: 3424 / 4096, c2: 2413 / 128, c3: 2392 / 128 };
const pqShare = `pow(v / ${float(PQ.scale)}, vec3(${float(PQ.m1)}))`;
const pqBase = `((${float(PQ.c1)} + ${float(PQ.c2)} * ${pqShare}) / (1.0 + ${float(PQ.c3)} * ${pqShare}))`;
const pqRoot = `pow(v, vec3(${float(1 / PQ.m2)}))`;

/** A curve of logarithms, `a · log(b · v + c) + d`. */
function logarithm(a: number, b: number, { c, d }: { readonly c: number; readonly d: number }): CurveShader {
  return { shape: `${float(a)} * log(${float(b)} * v + ${float(c)}) + ${float(d)}`, unshape: `(exp((v - ${float(d)}) / ${float(a)}) - ${float(c)}) / ${float(b)}`, rise: `${float(a * b)} / (${float(b)} * v + ${float(c)})` };
}

/** `scale`: linear light of the display picture for scene light 1. */
const HLG = { a: 0.17883277, b: 0.28466892, c: 0.55991073, scale: TRANSFER_CURVES.hlg.toLinear(0.5) * 12 };
const CINEON_BLACK = 10 ** ((95 - 685) * (0.002 / 0.6));
const CINEON_STEP = 0.6 / (0.002 * 1023 * Math.LN10);

const CURVES = {
  display: { shape: 'mix(v * 12.92, 1.055 * pow(v, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, v))', unshape: 'mix(v / 12.92, pow((v + 0.055) / 1.055, vec3(2.4)), step(0.04045, v))', rise: 'mix(vec3(12.92), (s + 0.055) / (2.4 * v), step(0.0031308, v))' },
  bt1886: power(2.4), gamma22: power(2.2), gamma26: power(2.6), gamma28: power(2.8),
  linear: { shape: 'v', unshape: 'v', rise: 'vec3(1.0)' },
  pq: {
    shape: `pow(${pqBase}, vec3(${float(PQ.m2)}))`,
    unshape: `${float(PQ.scale)} * pow(max(vec3(0.0), ${pqRoot} - ${float(PQ.c1)}) / (${float(PQ.c2)} - ${float(PQ.c3)} * ${pqRoot}), vec3(${float(1 / PQ.m1)}))`,
    rise: `${float(PQ.m2 * (PQ.c2 - PQ.c3 * PQ.c1) * PQ.m1)} * s / ${pqBase} / pow(1.0 + ${float(PQ.c3)} * ${pqShare}, vec3(2.0)) * ${pqShare} / v`,
  },
  hlg: {
    shape: `mix(sqrt(${float(3 / HLG.scale)} * v), ${float(HLG.a)} * log(max(vec3(1e-6), ${float(12 / HLG.scale)} * v - ${float(HLG.b)})) + ${float(HLG.c)}, step(${float(HLG.scale / 12)}, v))`,
    unshape: `mix(${float(HLG.scale / 3)} * v * v, ${float(HLG.scale / 12)} * (exp((v - ${float(HLG.c)}) / ${float(HLG.a)}) + ${float(HLG.b)}), step(0.5, v))`,
    rise: `mix(${float(0.5 * Math.sqrt(3 / HLG.scale))} / sqrt(v), ${float((12 * HLG.a) / HLG.scale)} / max(vec3(1e-6), ${float(12 / HLG.scale)} * v - ${float(HLG.b)}), step(${float(HLG.scale / 12)}, v))`,
  },
  cineon: logarithm(CINEON_STEP, 1 - CINEON_BLACK, { c: CINEON_BLACK, d: 685 / 1023 }),
  log100: logarithm(1 / (2 * Math.LN10), 1, { c: 0, d: 1 }),
  log316: logarithm(1 / (2.5 * Math.LN10), 1, { c: 0, d: 1 }),
} as const satisfies Record<CurveName, CurveShader>;

/**
 * `encode`, `decode` and `encodeSlope` (of linear light and its signal) of a transfer curve (shared/colour/transfer.ts) for a shader, odd-symmetric, or below signal 0 along
 * the tangent for curves that do not begin at black.
 */
export function curveShader(name: CurveName): string {
  const { shape, unshape, rise } = CURVES[name];
  const foot = TRANSFER_CURVES[name].toLinear(0);
  const isOdd = foot === 0;
  const steep = TRANSFER_CURVES[name].slope(foot);
  return `
vec3 shape(vec3 v) { return ${shape}; }
vec3 unshape(vec3 v) { return ${unshape}; }
vec3 rise(vec3 v, vec3 s) { return min(vec3(1e5), ${rise}); }
${isOdd ? `
vec3 encode(vec3 linear) { return sign(linear) * shape(max(abs(linear), vec3(1e-9))); }
vec3 decode(vec3 signal) { return sign(signal) * unshape(abs(signal)); }
vec3 encodeSlope(vec3 linear, vec3 encoded) { return rise(max(abs(linear), vec3(1e-9)), abs(encoded)); }` : `
const vec3 BLACK = vec3(${float(foot)});
vec3 encode(vec3 linear) { return mix((linear - BLACK) * ${float(steep)}, shape(max(linear, BLACK)), step(BLACK, linear)); }
vec3 decode(vec3 signal) { return mix(BLACK + signal / ${float(steep)}, unshape(max(signal, vec3(0.0))), step(vec3(0.0), signal)); }
vec3 encodeSlope(vec3 linear, vec3 encoded) { return mix(vec3(${float(steep)}), rise(max(linear, BLACK), max(encoded, vec3(0.0))), step(BLACK, linear)); }`}
`;
}

/** `toShown` and `toLight` of a curve's highlights (shared/colour/highlights.ts) for a shader. */
export function highlightShader(name: CurveName): string {
  const map = highlightMap(name);
  if (map === undefined) return 'float toShown(float light) { return light; }\nfloat toLight(float shown) { return shown; }';
  return `
const float KNEE = ${float(map.knee)};
const float BEND = ${float(map.bend)};
float toShown(float light) { return light <= KNEE ? light : KNEE + (light - KNEE) / (1.0 + BEND * (light - KNEE)); }
float toLight(float shown) { return shown <= KNEE ? shown : KNEE + (shown - KNEE) / (1.0 - BEND * (shown - KNEE)); }`;
}
