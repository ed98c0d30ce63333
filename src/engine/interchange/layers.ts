/** Position of a track: its number from the bottom, then the number of the layer inside what is nested there, and so on. Missing numbers at the end are 0. */
export type Layer = readonly number[];

/** Numbers the layers in use from the bottom, from 0, without gaps. */
export function trackNumbers(layers: readonly Layer[]): readonly number[] {
  const nameOf = (layer: Layer): string => layer.slice(0, layer.findLastIndex((each) => each !== 0) + 1).join('.');
  const used = new Map(layers.map((layer) => [nameOf(layer), layer]));
  const numbers = new Map([...used].toSorted(([, a], [, b]) => compareLayers(a, b)).map(([name], index) => [name, index]));
  return layers.map((layer) => numbers.get(nameOf(layer))!);
}

function compareLayers(a: Layer, b: Layer): number {
  for (let depth = 0; depth < Math.max(a.length, b.length); depth++) {
    const difference = (a[depth] ?? 0) - (b[depth] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
