import { colourOf, mixColour, shadeRows, type Layer } from './layer.ts';
import { fractalNoise, randomStream, valueNoise } from './noise.ts';
import type { Pen } from './pen.ts';
import { blob, leaf, limb, type Point } from './shapes.ts';

export interface SkyLook {
  readonly top: string;
  readonly horizon: string;
  readonly cloud: string;
  readonly cloudShade: string;
  /** 0…1 share of the sky under cloud. */
  readonly cover: number;
  readonly horizonY: number;
  readonly seed: number;
}

/** Sky with drifting clouds over the whole layer; `scale` pixels per stage unit. */
export function paintSky(layer: Layer, look: SkyLook, scale: number): void {
  const [top, horizon, cloud, shade] = [look.top, look.horizon, look.cloud, look.cloudShade].map(colourOf) as [ReturnType<typeof colourOf>, ReturnType<typeof colourOf>, ReturnType<typeof colourOf>, ReturnType<typeof colourOf>];
  shadeRows(layer, 0, layer.height, (px, py, out) => {
    const x = px / scale;
    const y = py / scale;
    const depth = Math.min(1, y / look.horizonY);
    const base = mixColour(top, horizon, depth ** 1.4);
    const size = 0.0042 * (1 + depth * 1.3);
    const density = fractalNoise(x * size + 3, y * size * 1.5 + depth * 2, 5, look.seed);
    const edge = 1 - look.cover;
    const amount = smooth((density - edge) / 0.13) * 0.95;
    const above = fractalNoise(x * size + 2.93, (y - 14) * size * 1.5 + depth * 2, 4, look.seed);
    const lit = smooth(0.5 + (density - above) * 5);
    for (const channel of [0, 1, 2] as const) {
      const cloudColour = shade[channel] + (cloud[channel] - shade[channel]) * lit;
      out[channel] = base[channel] + (cloudColour - base[channel]) * amount;
    }
  });
}

function smooth(t: number): number {
  const u = Math.min(1, Math.max(0, t));
  return u * u * (3 - 2 * u);
}

export interface FoliageLook {
  readonly dark: string;
  readonly middle: string;
  readonly light: string;
  /** Length of a leaf in pen units. */
  readonly leaf: number;
  readonly count: number;
  readonly seed: number;
  /** Extra specks, such as blossom or fruit. */
  readonly speck?: { readonly colour: string; readonly count: number; readonly size: number };
}

/** A mass of leaves in an ellipse, lit from the upper left, painted back to front. */
export function paintFoliage(pen: Pen, centre: Point, rx: number, ry: number, look: FoliageLook): void {
  const random = randomStream(look.seed);
  const [dark, middle, light] = [colourOf(look.dark), colourOf(look.middle), colourOf(look.light)];
  const bumps: Point[] = [];
  for (let index = 0; index < 18; index++) {
    const angle = (index / 18) * 2 * Math.PI;
    const reach = 0.78 + 0.24 * random();
    bumps.push([centre[0] + Math.cos(angle) * rx * reach, centre[1] + Math.sin(angle) * ry * reach]);
  }
  pen.fill(blob(...bumps), { colour: dark, volume: Math.min(rx, ry) * 0.35 });
  const clumps = Array.from({ length: 9 }, () => [random() * 2 - 1, random() * 2 - 1, 0.25 + 0.3 * random()] as const);
  const leaves = Array.from({ length: look.count }, () => {
    const angle = random() * 2 * Math.PI;
    const reach = Math.sqrt(random()) * 1.06;
    return { u: Math.cos(angle) * reach, v: Math.sin(angle) * reach, order: random() };
  }).sort((a, b) => a.order - b.order);
  for (const { u, v } of leaves) {
    const clump = clumps.reduce((sum, [cu, cv, size]) => sum + Math.max(0, 1 - Math.hypot(u - cu + 0.1, v - cv + 0.14) / size), 0);
    const lit = 0.36 - 0.27 * u - 0.36 * v + 0.3 * (clump - 0.5) + 0.36 * (random() - 0.5);
    const colour = lit < 0.45 ? mixColour(dark, middle, Math.max(0, lit / 0.45)) : mixColour(middle, light, Math.min(1, (lit - 0.45) / 0.55));
    const length = look.leaf * (0.6 + 0.7 * random());
    pen.fill(leaf(centre[0] + u * rx, centre[1] + v * ry, length, length * 0.5, random() * Math.PI * 2), { colour });
  }
  for (let index = 0; index < (look.speck?.count ?? 0); index++) {
    const angle = random() * 2 * Math.PI;
    const reach = Math.sqrt(random()) * 0.95;
    const size = look.speck!.size * (0.6 + 0.6 * random());
    const at: Point = [centre[0] + Math.cos(angle) * rx * reach, centre[1] + Math.sin(angle) * ry * reach];
    pen.fill(blob([at[0] - size, at[1]], [at[0], at[1] - size], [at[0] + size, at[1]], [at[0], at[1] + size]), { colour: look.speck!.colour, volume: size * 0.5 });
  }
}

/** A trunk with branches under a crown of foliage. `foot` is where it stands. */
export function paintTree(pen: Pen, foot: Point, height: number, crown: number, bark: string, look: FoliageLook): void {
  const [x, y] = foot;
  const tone = (u: number, v: number): number => 0.7 + 0.6 * valueNoise(u * 0.35, v * 0.05, look.seed);
  const fork: Point = [x + height * 0.02, y - height * 0.45];
  pen.fill(limb(foot, fork, height * 0.045, height * 0.03), { colour: bark, tone, volume: height * 0.03 });
  for (const [dx, dy, width] of [[-0.16, -0.7, 0.02], [0.14, -0.74, 0.018], [0.02, -0.82, 0.018]] as const) pen.fill(limb(fork, [x + dx * height, y + dy * height], height * width, height * 0.006), { colour: bark, tone });
  paintFoliage(pen, [x, y - height * 0.72], crown, crown * 0.82, look);
  paintFoliage(pen, [x - crown * 0.55, y - height * 0.55], crown * 0.55, crown * 0.42, { ...look, count: Math.round(look.count * 0.35), seed: look.seed + 1 });
  paintFoliage(pen, [x + crown * 0.52, y - height * 0.58], crown * 0.55, crown * 0.45, { ...look, count: Math.round(look.count * 0.35), seed: look.seed + 2 });
}

export interface GrassLook {
  readonly dark: string;
  readonly light: string;
  readonly blades: number;
  /** Length of the nearest blades in pen units. */
  readonly length: number;
  readonly seed: number;
}

/** Blades of grass between two heights, longer towards the viewer. */
export function paintGrass(pen: Pen, left: number, right: number, top: number, bottom: number, look: GrassLook): void {
  const random = randomStream(look.seed);
  const [dark, light] = [colourOf(look.dark), colourOf(look.light)];
  const blades = Array.from({ length: look.blades }, () => ({ x: left + (right - left) * random(), depth: random() ** 0.8 })).sort((a, b) => a.depth - b.depth);
  for (const { x, depth } of blades) {
    const y = top + (bottom - top) * depth;
    const length = look.length * (0.25 + 0.75 * depth) * (0.6 + 0.7 * random());
    const patch = fractalNoise(x * 0.008, y * 0.03, 3, look.seed + 9);
    pen.fill(limb([x, y], [x + length * (random() - 0.45) * 0.7, y - length], length * 0.075, length * 0.02), { colour: mixColour(dark, light, Math.min(1, Math.max(0, (patch - 0.3) * 1.7 + 0.3 * (random() - 0.5)))) });
  }
}
