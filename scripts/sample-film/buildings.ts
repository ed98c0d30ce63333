import { valueNoise, hash } from './noise.ts';
import type { Pen } from './pen.ts';
import { blob, ellipse, polygon, rectangle } from './shapes.ts';

/** Weatherboards: each board is lit on top and dark below. */
export function boards(height: number, seed: number) {
  return (x: number, y: number): number => {
    const board = y / height;
    const within = board - Math.floor(board);
    return (within < 0.12 ? 0.66 : 1.02 - 0.1 * within) * (0.94 + 0.12 * valueNoise(x * 0.012 + Math.floor(board) * 7, Math.floor(board), seed));
  };
}

export function bricks(width: number, height: number, seed: number) {
  return (x: number, y: number): number => {
    const row = Math.floor(y / height);
    const along = x / width + (row % 2) * 0.5;
    const column = Math.floor(along);
    const joint = y / height - row < 0.14 || along - column < 0.07;
    return joint ? 1.3 : 0.8 + 0.4 * hash(column, row, seed);
  };
}

export function shingles(width: number, height: number, seed: number) {
  return (x: number, y: number): number => {
    const row = Math.floor(y / height);
    const along = x / width + (row % 2) * 0.5;
    const within = y / height - row;
    return (0.78 + 0.36 * hash(Math.floor(along), row, seed)) * (within > 0.84 ? 0.6 : 1) * (along - Math.floor(along) < 0.06 ? 0.75 : 1);
  };
}

export interface WindowLook {
  readonly frame: string;
  readonly shutter?: string;
  readonly curtain?: string;
  readonly flowers?: string;
}

/** A sash window with reflecting panes; `x`, `y` its top left corner. */
export function paintWindow(pen: Pen, x: number, y: number, width: number, height: number, look: WindowLook): void {
  pen.fill(rectangle(x - 5, y - 5, width + 10, height + 10), { colour: look.frame });
  pen.fill(rectangle(x, y, width, height), { colour: '#33475c', colour2: '#b4d3ea', blend: (u, v) => 0.75 - (v - y) / height * 0.7 + 0.25 * Math.sin((u - x) * 0.11 + (v - y) * 0.05) });
  if (look.curtain !== undefined) {
    const fold = (u: number): number => 0.8 + 0.3 * Math.sin(u * 0.9);
    pen.fill(blob([x, y], [x + width * 0.36, y], [x + width * 0.2, y + height * 0.55], [x + width * 0.08, y + height], [x, y + height]), { colour: look.curtain, tone: fold });
    pen.fill(blob([x + width, y], [x + width * 0.64, y], [x + width * 0.8, y + height * 0.55], [x + width * 0.92, y + height], [x + width, y + height]), { colour: look.curtain, tone: fold });
  }
  pen.fill(rectangle(x + width / 2 - 2, y, 4, height), { colour: look.frame });
  pen.fill(rectangle(x, y + height * 0.48, width, 4), { colour: look.frame });
  pen.fill(rectangle(x - 2, y, width + 4, 5), { colour: '#1d2430', opacity: 0.45, soften: 2 });
  pen.fill(rectangle(x - 9, y + height + 3, width + 18, 7), { colour: look.frame, volume: 3 });
  if (look.shutter !== undefined) {
    for (const left of [x - 8 - width * 0.42, x + width + 8]) {
      pen.fill(rectangle(left, y - 3, width * 0.42, height + 6), { colour: look.shutter, tone: (_, v) => (((v - y) / 6) % 1 < 0.3 ? 0.66 : 1.05), volume: 2 });
    }
  }
  if (look.flowers !== undefined) {
    pen.fill(rectangle(x - 6, y + height + 8, width + 12, 15), { colour: '#7a4a2b', volume: 3 });
    for (let index = 0; index < 26; index++) {
      const along = hash(index, 1, 77) * (width + 10) - 5;
      const up = hash(index, 2, 77) * 14;
      pen.fill(ellipse(x + along, y + height + 8 - up, 4.2, 4), { colour: index % 3 === 0 ? '#3f7d35' : look.flowers, volume: 1.5 });
    }
  }
}

/** A panelled door with a knob. */
export function paintDoor(pen: Pen, x: number, y: number, width: number, height: number, colour: string, frame: string): void {
  pen.fill(rectangle(x - 7, y - 8, width + 14, height + 8), { colour: frame, volume: 3 });
  pen.fill(rectangle(x, y, width, height), { colour, tone: (u) => 0.93 + 0.12 * valueNoise(u * 0.4, 1, 5) });
  for (const [px, py, ph] of [[0.12, 0.07, 0.36], [0.55, 0.07, 0.36], [0.12, 0.52, 0.4], [0.55, 0.52, 0.4]] as const) {
    pen.fill(rectangle(x + px * width, y + py * height, width * 0.33, ph * height), { colour, tone: () => 0.72 });
    pen.fill(rectangle(x + px * width + 2, y + py * height + 2, width * 0.33 - 3, ph * height - 3), { colour, volume: 3 });
  }
  pen.fill(ellipse(x + width * 0.9, y + height * 0.52, 3.5, 3.5), { colour: '#d9b24a', volume: 2 });
}

/** A chimney of bricks, standing on `y`. */
export function paintChimney(pen: Pen, x: number, y: number, width: number, height: number): void {
  pen.fill(rectangle(x, y - height, width, height), { colour: '#9c4f3a', tone: bricks(13, 7, 3), volume: 8 });
  pen.fill(rectangle(x - 4, y - height - 8, width + 8, 10), { colour: '#b9a793', volume: 3 });
}

/** The cast shadow of something standing: a soft dark ellipse. */
export function paintGroundShadow(pen: Pen, x: number, y: number, rx: number, ry: number, opacity = 0.4): void {
  pen.fill(ellipse(x, y, rx, ry), { colour: '#1a2230', opacity, soften: Math.max(2, ry * 0.5) });
}

/** A gable roof seen from the front: a trapezoid of shingles with a lit ridge and a shaded eave. */
export function paintRoof(pen: Pen, corners: readonly [readonly [number, number], readonly [number, number], readonly [number, number], readonly [number, number]], colour: string, seed: number): void {
  pen.fill(polygon(...corners), { colour, tone: shingles(22, 11, seed), volume: 10, volumeStrength: 0.35 });
}
