import { colourModel, lightnessOfSignal, plainCoding } from '../colour/coding.ts';
import type { ChromaAb } from './hint.ts';
import type { MaskId } from './ids.ts';
import { type ChromaStatistics, isEffective, type Layer, type LayerShare, type Layers, type StillMatch } from './layer.ts';
import type { MaskOnFrame } from './mask.ts';
import { coverageName, coverageOver, fillCoverageRow, type RowPlace } from './mask-coverage.ts';
import type { Size } from './working-size.ts';

/**
 * All layers of a frame as one change of ab for each gray of the display picture: `ab′ = M(gray) · ab + t(gray)`. Every step of a layer is
 * of this form, so a stack of them is too; where masks limit layers, the stack is several such steps. Viewer, scopes, delivery and quality report read the same table: `applyLayers`,
 * `applyLayersToRow` and `LAYERS_SHADER` differ in nothing but their language.
 */
export interface LayerTable {
  /** Equal for equal tables. */
  readonly name: string;
  /** {@link LAYER_NODES} times M (row by row), then as often t and two zeros: the two rows of an RGBA texture. With `limited` so for each step. */
  readonly nodes: Float32Array;
  /** Where masks limit layers: the steps in their order. */
  readonly limited?: { readonly picture: Size; readonly steps: readonly LayerStep[] };
}

/** A change by the coverage of a mask, or of the whole picture. */
interface LayerStep {
  readonly mask: MaskOnFrame | undefined;
  /** Share of a shot in the frame, on its first step: it starts from the frame's colour, and the results of both shots are added. */
  readonly begins: number | undefined;
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
const plainTables = new WeakMap<Layers, { readonly table: LayerTable | undefined }>();
const steps = new WeakMap<Layers, readonly OwnStep[]>();

/** Layers without a mask that follow each other, as one table; or one layer with a mask. */
interface OwnStep {
  readonly mask: MaskId | undefined;
  readonly name: string;
  readonly nodes: Float32Array;
}

/**
 * The table of the layers that change the whole picture, made once; `undefined` where they change nothing, so that nothing is computed
 * then. Layers that a mask limits are left out.
 */
export function layerTable(layers: Layers): LayerTable | undefined {
  const known = plainTables.get(layers);
  if (known !== undefined) return known.table;
  const effective = layers.filter((layer) => layer.mask === undefined && isEffective(layer));
  const table = effective.length === 0 ? undefined : { name: nameOf(effective), nodes: makeNodes(effective) };
  plainTables.set(layers, { table });
  return table;
}

function stepsOf(layers: Layers): readonly OwnStep[] {
  const known = steps.get(layers);
  if (known !== undefined) return known;
  const groups: Layer[][] = [];
  for (const layer of layers.filter(isEffective)) {
    const last = groups.at(-1);
    if (layer.mask === undefined && last !== undefined && last[0]!.mask === undefined) last.push(layer);
    else groups.push([layer]);
  }
  const made = groups.map((group): OwnStep => ({ mask: group[0]!.mask, name: nameOf(group), nodes: makeNodes(group) }));
  steps.set(layers, made);
  return made;
}

function nameOf(layers: Layers): string {
  return JSON.stringify(layers.map(({ opacity, saturation, hue, warmth, rollOff, still }) => [opacity, saturation, hue, warmth, rollOff.below, rollOff.above, still?.amount, still?.from, still?.to]));
}

function makeNodes(layers: Layers): Float32Array {
  const nodes = new Float32Array(2 * SHIFTS);
  for (let node = 0; node < LAYER_NODES; node++) {
    const lightness = lightnessOfSignal(SCREEN, node / LAYER_STEPS);
    const { aa, ab, ba, bb, a, b } = layers.map((layer) => changeOf(layer, lightness)).reduce(after);
    nodes.set([aa, ab, ba, bb], 4 * node);
    nodes.set([a, b], SHIFTS + 4 * node);
  }
  return nodes;
}

const UNCHANGED = ((): Float32Array => {
  const nodes = new Float32Array(2 * SHIFTS);
  for (let node = 0; node < LAYER_NODES; node++) nodes.set([1, 0, 0, 1], 4 * node);
  return nodes;
})();

/**
 * The table of a frame. In a dissolve the changes of both shots are mixed by the shares of the shots, as their planes are; where both have
 * the same layers that is exact.
 * @param picture size of the clip's picture: its proportions are those of the masks
 */
export function layerTableOf(shares: readonly LayerShare[], picture: Size): LayerTable | undefined {
  const [first] = shares;
  if (first === undefined) return undefined;
  if (shares.some(isLimited)) return limitedTable(shares, picture);
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

/** Whether a layer that has an effect is limited by a mask that is known. */
function isLimited({ layers, masks = [] }: LayerShare): boolean {
  return layers.some((layer) => layer.mask !== undefined && isEffective(layer) && masks.some(({ id }) => id === layer.mask));
}

/** The layers of each shot one after another, each by its mask's coverage; a layer whose mask is not known has no effect. */
function limitedTable(shares: readonly LayerShare[], picture: Size): LayerTable {
  const sum = shares.reduce((all, { weight }) => all + weight, 0);
  const found = shares.flatMap(({ layers, masks = [], weight }) => {
    const own = stepsOf(layers).flatMap(({ mask: id, name, nodes }) => {
      const mask = masks.find((each) => each.id === id);
      return id !== undefined && mask === undefined ? [] : [{ mask, name, nodes }];
    });
    const some = own.length > 0 ? own : [{ mask: undefined, name: '', nodes: UNCHANGED }];
    return some.map((step, index) => ({ ...step, begins: index === 0 ? weight / sum : undefined }));
  });
  const nodes = new Float32Array(2 * SHIFTS * found.length);
  found.forEach((step, index) => { nodes.set(step.nodes, 2 * SHIFTS * index); });
  const named = found.map(({ name, mask, begins }) => `${begins === undefined ? '' : `${begins.toFixed(6)}*`}${name}${mask === undefined ? '' : `@${coverageName(mask)}`}`);
  return { name: `${picture.width}×${picture.height} ${named.join('+')}`, nodes, limited: { picture: { width: picture.width, height: picture.height }, steps: found.map(({ mask, begins }) => ({ mask, begins })) } };
}

/**
 * ab after the layers.
 * @param gray display code of the luma, 0…1
 * @param at place in the picture; needed where masks limit layers
 */
export function applyLayers(table: LayerTable, gray: number, [a, b]: ChromaAb, at?: readonly [number, number]): ChromaAb {
  const row = { count: 1, a: Float32Array.of(a), b: Float32Array.of(b), ...(at === undefined ? {} : { place: { start: at[0], step: 0, y: at[1] } }) };
  applyLayersToRow(table, Float32Array.of(gray), row);
  return [row.a[0]!, row.b[0]!];
}

/** ab of samples of a picture. */
interface AbRow {
  readonly count: number;
  readonly a: Float32Array;
  readonly b: Float32Array;
  /** Where the samples are; needed where masks limit layers. */
  readonly place?: RowPlace;
}

/** Changes a row of ab in place. @param gray display codes of its luma, 0…1; beyond, as at the ends */
export function applyLayersToRow({ nodes, limited }: LayerTable, gray: Float32Array, row: AbRow): void {
  if (limited === undefined) changeRow(nodes, gray, row);
  else changeByMasks({ nodes, limited }, gray, row);
}

function changeByMasks({ nodes, limited: { picture, steps: all } }: Required<Pick<LayerTable, 'nodes' | 'limited'>>, gray: Float32Array, { count, a, b, place }: AbRow): void {
  if (place === undefined) throw new Error('Layers that are limited by masks need the place of the samples.');
  const [ownA, ownB] = [a.slice(0, count), b.slice(0, count)];
  const now = { count, a: ownA.slice(), b: ownB.slice() };
  const changed = { count, a: new Float32Array(count), b: new Float32Array(count) };
  const coverage = new Float32Array(count).fill(1);
  a.fill(0, 0, count);
  b.fill(0, 0, count);
  let share = 0;
  const addShot = (): void => {
    for (let x = 0; x < count; x++) {
      a[x]! += share * now.a[x]!;
      b[x]! += share * now.b[x]!;
    }
  };
  all.forEach(({ mask, begins }, index) => {
    if (begins !== undefined) {
      addShot();
      share = begins;
      now.a.set(ownA);
      now.b.set(ownB);
    }
    changed.a.set(now.a);
    changed.b.set(now.b);
    changeRow(nodes.subarray(2 * SHIFTS * index, 2 * SHIFTS * (index + 1)), gray, changed);
    if (mask === undefined) coverage.fill(1);
    else fillCoverageRow(coverageOver(mask, picture), place, coverage);
    for (let x = 0; x < count; x++) {
      now.a[x]! += coverage[x]! * (changed.a[x]! - now.a[x]!);
      now.b[x]! += coverage[x]! * (changed.b[x]! - now.b[x]!);
    }
  });
  addShot();
}

function changeRow(nodes: Float32Array, gray: Float32Array, { count, a, b }: AbRow): void {
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

/**
 * Mean and spread of the colours of a picture.
 * @param gray display codes of the luma at the plane's samples, 0…1
 * @param table the layers that are seen over it
 */
export function chromaStatistics(plane: Size & { readonly a: Float32Array; readonly b: Float32Array }, gray: Float32Array, table?: LayerTable): ChromaStatistics {
  const [a, b] = [Float32Array.from(plane.a), Float32Array.from(plane.b)];
  const { width, height } = plane;
  for (let row = 0; table !== undefined && row < height; row++) {
    const part = (of: Float32Array): Float32Array => of.subarray(row * width, (row + 1) * width);
    applyLayersToRow(table, part(gray), { count: width, a: part(a), b: part(b), place: { start: 0.5 / width, step: 1 / width, y: (row + 0.5) / height } });
  }
  const meanOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = [meanOf(a), meanOf(b)] as const;
  const spread = (values: Float32Array, middle: number): number => Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
  return { mean, spread: [spread(a, mean[0]), spread(b, mean[1])] };
}
