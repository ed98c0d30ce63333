import { colourModel, lightnessOfSignal, plainCoding } from '../colour/coding.ts';
import type { ChromaAb } from './hint.ts';
import { type ChromaStatistics, isEffective, type Layer, type LayerShare, type Layers, type StillMatch } from './layer.ts';

/**
 * All layers of a frame as one change of ab for each gray of the display picture: `ab′ = M(gray) · ab + t(gray)`. Every step of a layer is
 * of this form, so a stack of them is too. Viewer, scopes, delivery and quality report read the same table: `applyLayers`,
 * `applyLayersToRow` and {@link LAYERS_SHADER} differ in nothing but their language.
 */
export interface LayerTable {
  /** Equal for equal tables. */
  readonly name: string;
  /** {@link LAYER_NODES} times M (row by row), then as often t and two zeros: the two rows of an RGBA texture. */
  readonly nodes: Float32Array;
}

/** Steps of gray 0…1 between the nodes of a table; between them it is interpolated linearly. */
export const LAYER_STEPS = 256;
export const LAYER_NODES = LAYER_STEPS + 1;
const SHIFTS = 4 * LAYER_NODES;

/** Direction in ab from D65 to black-body light of 4000 K (CIE 1931 xy 0.3805, 0.3768): a 10.2, b 32.1 for a white of L* 100. */
const WARM: ChromaAb = [0.303, 0.953];
/** Spread of ab, in Lab units, below which a picture counts as one colour: its spread is not stretched to that of a still. */
const LEAST_SPREAD = 0.5;
/** Furthest that spreads are stretched towards those of a still: beyond, noise would be. */
const MOST_STRETCH = 4;

/** A change of ab: the matrix [[aa, ab], [ba, bb]] and the shift [a, b]. */
interface Change {
  readonly aa: number;
  readonly ab: number;
  readonly ba: number;
  readonly bb: number;
  readonly a: number;
  readonly b: number;
}

const NO_CHANGE: Change = { aa: 1, ab: 0, ba: 0, bb: 1, a: 0, b: 0 };

/** The second change after the first. */
function after(first: Change, second: Change): Change {
  return {
    aa: second.aa * first.aa + second.ab * first.ba, ab: second.aa * first.ab + second.ab * first.bb,
    ba: second.ba * first.aa + second.bb * first.ba, bb: second.ba * first.ab + second.bb * first.bb,
    a: second.aa * first.a + second.ab * first.b + second.a, b: second.ba * first.a + second.bb * first.b + second.b,
  };
}

/** `share` of a change and the rest of what was there. */
function partly(change: Change, share: number): Change {
  const { aa, ab, ba, bb, a, b } = change;
  return { aa: 1 + share * (aa - 1), ab: share * ab, ba: share * ba, bb: 1 + share * (bb - 1), a: share * a, b: share * b };
}

function towardsStill({ amount, from, to }: StillMatch): Change {
  const stretch = (index: 0 | 1): number => (from.spread[index] < LEAST_SPREAD ? 1 : Math.min(MOST_STRETCH, to.spread[index] / from.spread[index]));
  const [byA, byB] = [stretch(0), stretch(1)];
  return partly({ aa: byA, ab: 0, ba: 0, bb: byB, a: to.mean[0] - byA * from.mean[0], b: to.mean[1] - byB * from.mean[1] }, amount);
}

/** 0 at `from`, 1 at `to`, without corners. */
function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Gain of chroma at a lightness, 0…1. */
export function rollOffGain({ below, above }: Layer['rollOff'], lightness: number): number {
  return (below === 0 ? 1 : smooth(0, below, lightness)) * (above === 100 ? 1 : smooth(100, above, lightness));
}

/** A layer's change at a lightness. */
function changeOf(layer: Layer, lightness: number): Change {
  const turn = (layer.hue * Math.PI) / 180;
  const [cos, sin] = [layer.saturation * Math.cos(turn), layer.saturation * Math.sin(turn)];
  const gain = rollOffGain(layer.rollOff, lightness);
  const coloured = after(
    layer.still === undefined ? NO_CHANGE : towardsStill(layer.still),
    { aa: gain * cos, ab: -gain * sin, ba: gain * sin, bb: gain * cos, a: gain * layer.warmth * WARM[0], b: gain * layer.warmth * WARM[1] },
  );
  return partly(coloured, layer.opacity);
}

const SCREEN = colourModel(plainCoding('bt709'));
const tables = new WeakMap<Layers, { readonly table: LayerTable | undefined }>();

/** The table of a shot's layers, made once; `undefined` where they change nothing, so that nothing is computed then. */
export function layerTable(layers: Layers): LayerTable | undefined {
  const known = tables.get(layers);
  if (known !== undefined) return known.table;
  const effective = layers.filter(isEffective);
  const table = effective.length === 0 ? undefined : makeTable(effective);
  tables.set(layers, { table });
  return table;
}

function makeTable(layers: Layers): LayerTable {
  const nodes = new Float32Array(2 * SHIFTS);
  for (let node = 0; node < LAYER_NODES; node++) {
    const lightness = lightnessOfSignal(SCREEN, node / LAYER_STEPS);
    const { aa, ab, ba, bb, a, b } = layers.map((layer) => changeOf(layer, lightness)).reduce(after);
    nodes.set([aa, ab, ba, bb], 4 * node);
    nodes.set([a, b], SHIFTS + 4 * node);
  }
  return { name: JSON.stringify(layers.map(({ opacity, saturation, hue, warmth, rollOff, still }) => [opacity, saturation, hue, warmth, rollOff.below, rollOff.above, still?.amount, still?.from, still?.to])), nodes };
}

const UNCHANGED = ((): Float32Array => {
  const nodes = new Float32Array(2 * SHIFTS);
  for (let node = 0; node < LAYER_NODES; node++) nodes.set([1, 0, 0, 1], 4 * node);
  return nodes;
})();

/**
 * The table of a frame. In a dissolve the changes of both shots are mixed by the shares of the shots, as their planes are; where both have
 * the same layers that is exact.
 */
export function layerTableOf(shares: readonly LayerShare[]): LayerTable | undefined {
  const [first] = shares;
  if (first === undefined) return undefined;
  const made = shares.map(({ layers, weight }) => ({ table: layerTable(layers), weight }));
  if (made.every(({ table }) => table?.name === made[0]!.table?.name)) return made[0]!.table;
  const sum = made.reduce((all, { weight }) => all + weight, 0);
  const nodes = new Float32Array(2 * SHIFTS);
  for (const { table, weight } of made) {
    const own = table?.nodes ?? UNCHANGED;
    for (let index = 0; index < nodes.length; index++) nodes[index]! += (own[index]! * weight) / sum;
  }
  return { name: made.map(({ table, weight }) => `${(weight / sum).toFixed(6)}*${table?.name ?? ''}`).join('+'), nodes };
}

/** ab after the layers. @param gray display code of the luma, 0…1 */
export function applyLayers(table: LayerTable, gray: number, [a, b]: ChromaAb): ChromaAb {
  const row = { count: 1, a: Float32Array.of(a), b: Float32Array.of(b) };
  applyLayersToRow(table, Float32Array.of(gray), row);
  return [row.a[0]!, row.b[0]!];
}

/** Changes a row of ab in place. @param gray display codes of its luma, 0…1; beyond, as at the ends */
export function applyLayersToRow({ nodes }: LayerTable, gray: Float32Array, { count, a, b }: { readonly count: number; readonly a: Float32Array; readonly b: Float32Array }): void {
  for (let x = 0; x < count; x++) {
    const value = gray[x]!;
    const at = (value < 0 ? 0 : value > 1 ? 1 : value) * LAYER_STEPS;
    const node = at >= LAYER_STEPS ? LAYER_STEPS - 1 : at | 0;
    const t = at - node;
    const from = 4 * node;
    const shift = SHIFTS + from;
    const oldA = a[x]!;
    const oldB = b[x]!;
    const near = nodes[from]! * oldA + nodes[from + 1]! * oldB + nodes[shift]!;
    const nearB = nodes[from + 2]! * oldA + nodes[from + 3]! * oldB + nodes[shift + 1]!;
    const far = nodes[from + 4]! * oldA + nodes[from + 5]! * oldB + nodes[shift + 4]!;
    const farB = nodes[from + 6]! * oldA + nodes[from + 7]! * oldB + nodes[shift + 5]!;
    a[x] = near + (far - near) * t;
    b[x] = nearB + (farB - nearB) * t;
  }
}

/** `vec2 withLayers(vec2 ab, float gray)`: {@link applyLayers} in the viewer's shader; needs the table as the texture `layers`. */
export const LAYERS_SHADER = `
uniform sampler2D layers;
vec2 withLayers(vec2 ab, float gray) {
  float at = clamp(gray, 0.0, 1.0) * ${LAYER_STEPS}.0;
  int node = min(int(at), ${LAYER_STEPS - 1});
  float t = at - float(node);
  vec4 m = mix(texelFetch(layers, ivec2(node, 0), 0), texelFetch(layers, ivec2(node + 1, 0), 0), t);
  vec2 shift = mix(texelFetch(layers, ivec2(node, 1), 0).xy, texelFetch(layers, ivec2(node + 1, 1), 0).xy, t);
  return vec2(dot(m.xy, ab), dot(m.zw, ab)) + shift;
}
`;

/**
 * Mean and spread of the colours of a picture.
 * @param gray display codes of the luma at the plane's samples, 0…1
 * @param table the layers that are seen over it
 */
export function chromaStatistics(plane: { readonly a: Float32Array; readonly b: Float32Array }, gray: Float32Array, table?: LayerTable): ChromaStatistics {
  const [a, b] = [Float32Array.from(plane.a), Float32Array.from(plane.b)];
  if (table !== undefined) applyLayersToRow(table, gray, { count: a.length, a, b });
  const meanOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = [meanOf(a), meanOf(b)] as const;
  const spread = (values: Float32Array, middle: number): number => Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
  return { mean, spread: [spread(a, mean[0]), spread(b, mean[1])] };
}
