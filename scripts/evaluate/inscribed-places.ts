import type { ImagePoint } from '../../src/shared/model/hint.ts';

const DIRECTIONS = Array.from({ length: 8 }, (_, index) => [Math.cos((index * Math.PI) / 4), Math.sin((index * Math.PI) / 4)] as const);
/** Places keep apart: a distance between two of them counts so much of one to the edge. */
const APART = 0.35;

/** Places inside a region as a person would choose them: far from its edge and from each other, the first in its widest part. */
export function inscribedPlaces({ width, height, values }: { readonly width: number; readonly height: number; readonly values: Float32Array }, count: number): readonly ImagePoint[] {
  const isIn = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && values[y * width + x]! > 0.5;
  const toEdge = (x: number, y: number): number => {
    for (let far = 1; far < width; far++) if (DIRECTIONS.some(([across, down]) => !isIn(Math.round(x + far * across), Math.round(y + far * down)))) return far;
    return width;
  };
  const inside: { readonly x: number; readonly y: number; readonly edge: number }[] = [];
  for (let y = 0; y < height; y += 2) for (let x = 0; x < width; x += 2) if (isIn(x, y)) inside.push({ x, y, edge: toEdge(x, y) });
  const chosen: { readonly x: number; readonly y: number }[] = [];
  for (let number = 0; number < count && inside.length > 0; number++) {
    const worth = ({ x, y, edge }: (typeof inside)[number]): number => Math.min(edge, ...chosen.map((other) => APART * Math.hypot(other.x - x, other.y - y)));
    chosen.push(inside.reduce((best, each) => (worth(each) > worth(best) ? each : best)));
  }
  return chosen.map(({ x, y }): ImagePoint => [(x + 0.5) / width, (y + 0.5) / height]);
}
