import { AB_BIN_COUNT, abBins } from '../../shared/colour/ab-bins.ts';
import { gamutMap } from '../../shared/colour/gamut.ts';
import { labToHex } from '../../shared/colour/srgb.ts';
import type { PaletteSuggestion } from '../../shared/contract/colorize.ts';
import type { ChromaAb } from '../../shared/model/hint.ts';
import type { SwatchId } from '../../shared/model/ids.ts';

/** Number of suggestions, as in Zhang et al. 2017. */
const SUGGESTIONS = 9;

/**
 * Temperature that flattens the distribution, so that less probable colours are suggested too (Zhang et al. use 5 on a far sharper
 * network's logits).
 */
const TEMPERATURE = 2;

/** A colour that the scene uses already. */
export interface SceneColour {
  readonly ab: ChromaAb;
  /** Hints that have it. */
  readonly hints: number;
  readonly swatch?: SwatchId;
}

/** Of the scene's colours so many are suggested at most; the others are the network's. */
const MOST_OF_SCENE = 3;
/** Radius in ab of what counts as a colour of the scene, and the share of the network's weight in it from which it is suggested. */
const SCENE_RADIUS = 12;
const LIKELY = 0.04;

const ROUNDS = 30;

/** Minimum distance in ab between two suggestions. */
const ONE_COLOUR = 1;

interface WeightedColour {
  readonly a: number;
  readonly b: number;
  readonly weight: number;
}

/**
 * The distribution over the 313 bins → up to nine colours, the most likely first. Bins are first gamut-mapped at the position's
 * lightness, then clustered by weighted k-means from deterministic seeds; a cluster is represented by its expectation. Fewer than nine
 * are returned only where the lightness has no nine different colours (black and white).
 * @param lightness L 0…100 of the position
 * @param scene colours of the scene: the probable ones of them come first, exactly as they are there
 */
export function suggestColours(logits: Float32Array, lightness: number, scene: readonly SceneColour[] = []): readonly PaletteSuggestion[] {
  const colours = weighColours(logits, lightness);
  const ofScene = probableOfScene(scene, colours, lightness);
  const others = clusters(colours, SUGGESTIONS)
    .sort((first, second) => second.weight - first.weight)
    .map(({ a, b, weight }): PaletteSuggestion => {
      // The mean of colours inside the gamut may lie just outside where the gamut is concave.
      const [, insideA, insideB] = gamutMap(lightness, a, b);
      return { ab: [insideA, insideB], hex: labToHex(lightness, insideA, insideB), weight: Math.min(1, weight) };
    });
  // The unlikeliest make room.
  return [...ofScene, ...others.slice(0, SUGGESTIONS - ofScene.length)];
}

/** Those of the scene's colours that the network expects at this position, the most probable first, exactly as they are in the scene. */
function probableOfScene(scene: readonly SceneColour[], colours: readonly WeightedColour[], lightness: number): readonly PaletteSuggestion[] {
  return scene.flatMap(({ ab, hints, swatch }): PaletteSuggestion[] => {
    const [, a, b] = gamutMap(lightness, ab[0], ab[1]);
    const weight = colours.reduce((sum, colour) => sum + (squaredDistance(colour, { a, b }) <= SCENE_RADIUS ** 2 ? colour.weight : 0), 0);
    return weight < LIKELY ? [] : [{ ab, hex: labToHex(lightness, a, b), weight: Math.min(1, weight), scene: { hints, ...(swatch === undefined ? {} : { swatch }) } }];
  }).toSorted((first, second) => second.weight - first.weight).slice(0, MOST_OF_SCENE);
}

function weighColours(logits: Float32Array, lightness: number): readonly WeightedColour[] {
  const bins = abBins();
  const peak = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const raised = Array.from({ length: AB_BIN_COUNT }, (_, bin) => Math.exp((logits[bin]! - peak) / TEMPERATURE));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value, bin) => {
    const [, a, b] = gamutMap(lightness, bins[2 * bin]!, bins[2 * bin + 1]!);
    return { a, b, weight: value / total };
  });
}

function clusters(colours: readonly WeightedColour[], count: number): WeightedColour[] {
  let centres = seeds(colours, count);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => ({ a: 0, b: 0, weight: 0 }));
    for (const colour of colours) {
      const sum = sums[nearest(centres, colour)]!;
      sum.a += colour.weight * colour.a;
      sum.b += colour.weight * colour.b;
      sum.weight += colour.weight;
    }
    centres = sums.map(({ a, b, weight }, index) => (weight > 0 ? { a: a / weight, b: b / weight, weight } : centres[index]!));
  }
  return [...centres];
}

/**
 * The likeliest colour, then each time the one with the largest weight times squared distance to those chosen (deterministic k-means++).
 */
function seeds(colours: readonly WeightedColour[], count: number): readonly WeightedColour[] {
  const taken: WeightedColour[] = [];
  let gains = colours.map((colour) => colour.weight);
  while (taken.length < count) {
    const best = gains.reduce((at, gain, index) => (gain > gains[at]! ? index : at), 0);
    if (gains[best]! <= 0) break;
    const seed = colours[best]!;
    taken.push(seed);
    gains = colours.map((colour) => colour.weight * Math.max(0, Math.min(...taken.map((each) => squaredDistance(each, colour))) - ONE_COLOUR ** 2));
  }
  return taken;
}

function nearest(centres: readonly WeightedColour[], colour: WeightedColour): number {
  return centres.reduce((best, centre, index) => (squaredDistance(centre, colour) < squaredDistance(centres[best]!, colour) ? index : best), 0);
}

function squaredDistance(first: Omit<WeightedColour, 'weight'>, second: Omit<WeightedColour, 'weight'>): number {
  return (first.a - second.a) ** 2 + (first.b - second.b) ** 2;
}
