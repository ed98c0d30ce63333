import { valueNoise } from './noise.ts';
import type { Pen } from './pen.ts';
import { blob, ellipse, leaf, limb, polygon, type Point } from './shapes.ts';

export interface PortraitLook {
  readonly skin: string;
  readonly blush: string;
  readonly lips: string;
  readonly eyes: string;
  readonly hair: string;
  readonly coat: string;
  readonly lapel: string;
  readonly shirt: string;
  readonly tie?: string;
  readonly longHair: boolean;
  readonly hat?: { readonly colour: string; readonly band: string };
  readonly brooch?: string;
}

/** How the face is turned and moves: `turn` −1…1 looks left…right, `blink` 0…1. */
export interface Expression {
  readonly turn: number;
  readonly blink: number;
  readonly smile: number;
}

/**
 * A person from the waist up, facing the viewer; the pen's origin is the pit of the neck. Units: the head is about 200 high.
 */
export function paintPortrait(pen: Pen, look: PortraitLook, expression: Expression): void {
  paintCoat(pen, look);
  const head = pen.at(0, -34, { turn: expression.turn * 0.06 });
  const shift = expression.turn * 14;
  if (look.longHair) head.fill(blob([-92, -150], [-50, -208], [30, -214], [88, -160], [104, -70], [112, 20], [78, 62], [40, 40], [-40, 40], [-82, 60], [-112, 16], [-100, -70]), { colour: look.hair, tone: strands(3), volume: 34 });
  head.fill(limb([0, 50], [0, -50], 45, 40), { colour: look.skin, volume: 22, tone: (_, y) => (y < 12 ? 0.74 : 0.98) });
  for (const side of [-1, 1]) if (!look.longHair) head.fill(ellipse(side * 79 + shift * -0.4, -86, 13, 24), { colour: look.skin, volume: 8 });
  head.fill(blob([-76, -110], [-70, -165], [0, -196], [70, -165], [76, -110], [68, -45], [38, -2], [0, 12], [-38, -2], [-68, -45]), { colour: look.skin, tone: (x, y) => 0.97 + 0.06 * valueNoise(x * 0.05, y * 0.05, 8), volume: 34, volumeStrength: 0.75 });
  paintFace(head, look, expression, shift);
  paintHair(head, look);
  if (look.hat !== undefined) {
    head.fill(blob([-84, -150], [-80, -212], [-52, -252], [0, -244], [50, -254], [80, -214], [84, -150]), { colour: look.hat.colour, tone: strands(9), volume: 24 });
    head.fill(polygon([-84, -176], [84, -178], [86, -148], [-86, -146]), { colour: look.hat.band, volume: 6 });
    head.fill(ellipse(0, -150, 132, 19, expression.turn * 0.04), { colour: look.hat.colour, volume: 9 });
    head.fill(ellipse(0, -132, 78, 9), { colour: '#20161a', opacity: 0.35, soften: 5 });
  }
}

const strands = (seed: number) => (x: number, y: number): number => 0.82 + 0.4 * valueNoise(x * 0.12 + y * 0.02, y * 0.02, seed);

function paintCoat(pen: Pen, look: PortraitLook): void {
  const weave = (x: number, y: number): number => (0.92 + 0.12 * valueNoise(x * 0.9, y * 0.9, 4)) * (0.86 + 0.28 * valueNoise(x * 0.016 + y * 0.004, y * 0.006, 21));
  pen.fill(blob([-52, 6], [-120, 34], [-186, 74], [-214, 170], [-232, 330], [-236, 520], [236, 520], [232, 330], [214, 170], [186, 74], [120, 34], [52, 6]), { colour: look.coat, tone: weave, volume: 46, volumeStrength: 0.8 });
  for (const side of [-1, 1]) {
    pen.fill(limb([side * 152, 190], [side * 138, 470], 4, 7), { colour: '#150c14', opacity: 0.3, soften: 5 });
    pen.fill(limb([side * 178, 130], [side * 196, 210], 3, 1), { colour: '#150c14', opacity: 0.22, soften: 5 });
  }
  pen.fill(polygon([-50, -6], [50, -6], [22, 150], [0, 215], [-22, 150]), { colour: look.shirt, tone: (x) => 0.93 + 0.1 * valueNoise(x * 0.2, 1, 2) });
  if (look.tie !== undefined) {
    pen.fill(polygon([-15, 24], [15, 24], [9, 50], [21, 168], [0, 204], [-21, 168], [-9, 50]), { colour: look.tie, tone: (x, y) => ((x + y) % 26 + 26) % 26 < 7 ? 1.7 : 0.95, volume: 8 });
    pen.fill(polygon([-17, 14], [17, 14], [10, 48], [-10, 48]), { colour: look.tie, volume: 6 });
  }
  for (const side of [-1, 1]) {
    pen.fill(polygon([side * 46, -16], [side * 66, 6], [side * 40, 58], [side * 14, 22]), { colour: look.shirt, volume: 6 });
    pen.fill(polygon([side * 56, -6], [side * 96, 20], [side * 112, 96], [side * 84, 108], [side * 96, 126], [side * 6, 264], [side * 2, 214], [side * 26, 140]), { colour: look.lapel, tone: weave, volume: 12 });
  }
  pen.fill(limb([2, 264], [2, 520], 1.6, 1.6), { colour: '#140c12', opacity: 0.55, soften: 1 });
  for (const y of [300, 372, 444]) pen.fill(ellipse(20, y, 9, 9), { colour: '#d8b768', volume: 4 });
  if (look.brooch !== undefined) {
    for (let petal = 0; petal < 6; petal++) pen.fill(ellipse(-92 + 11 * Math.cos(petal * 1.05), 92 + 11 * Math.sin(petal * 1.05), 9, 9), { colour: look.brooch, volume: 4 });
    pen.fill(ellipse(-92, 92, 7, 7), { colour: '#f2d15c', volume: 3 });
  } else {
    pen.fill(polygon([70, 150], [124, 142], [120, 128], [104, 134], [96, 118], [84, 136], [72, 130]), { colour: '#f4efe2', volume: 3 });
  }
}

function paintFace(head: Pen, look: PortraitLook, expression: Expression, shift: number): void {
  for (const side of [-1, 1]) head.fill(ellipse(side * 42 + shift * 0.7, -52, 21, 15), { colour: look.blush, opacity: 0.5, soften: 10 });
  for (const side of [-1, 1]) {
    const x = side * 31 + shift;
    head.fill(ellipse(x, -93, 19, 12), { colour: '#3b2420', opacity: 0.22, soften: 5 });
    if (expression.blink > 0.6) {
      head.fill(leaf(x, -90, 16, 2.2, 0), { colour: '#2c1a18' });
    } else {
      head.fill(leaf(x, -91, 17, 9 * (1 - expression.blink * 0.6), 0), { colour: '#f3ece4' });
      head.fill(ellipse(x + expression.turn * 5, -91, 7.4, 7.6 * (1 - expression.blink * 0.5)), { colour: look.eyes });
      head.fill(ellipse(x + expression.turn * 5, -91, 3.4, 3.6), { colour: '#120d10' });
      head.fill(ellipse(x + expression.turn * 5 - 2.4, -93.5, 1.9, 1.9), { colour: '#ffffff' });
      head.fill(blob([x - 18, -90], [x - 8, -99], [x + 8, -99], [x + 18, -90], [x + 7, -96.5], [x - 7, -96.5]), { colour: '#2a1917' });
    }
    head.fill(leaf(x + side, -114 - expression.smile * 2, 21, 4.2, side * 0.12), { colour: look.hair });
  }
  const nose: Point = [shift * 1.35, -54];
  head.fill(blob([nose[0] - 3, -96], [nose[0] + 7, -92], [nose[0] + 14, -52], [nose[0] + 2, -47], [nose[0] + 6, -62]), { colour: '#5a2f26', opacity: 0.26, soften: 3 });
  head.fill(ellipse(nose[0] - 2, -60, 7, 6), { colour: '#fff2e6', opacity: 0.28, soften: 4 });
  for (const side of [-1, 1]) head.fill(ellipse(nose[0] + side * 7, -49, 4, 2.4), { colour: '#6d3329', opacity: 0.55, soften: 1 });
  const mouth = shift * 0.95;
  const up = expression.smile * 5;
  head.fill(blob([mouth - 25, -24 - up], [mouth - 8, -30], [mouth, -27], [mouth + 8, -30], [mouth + 25, -24 - up], [mouth, -20]), { colour: look.lips, tone: () => 0.82 });
  head.fill(blob([mouth - 23, -23 - up], [mouth, -21], [mouth + 23, -23 - up], [mouth + 12, -12], [mouth - 12, -12]), { colour: look.lips, volume: 3 });
  head.fill(ellipse(mouth, -2, 14, 4), { colour: '#5a2f26', opacity: 0.18, soften: 4 });
}

function paintHair(head: Pen, look: PortraitLook): void {
  const paint = { colour: look.hair, tone: strands(3), volume: 16 };
  if (look.longHair) {
    head.fill(blob([-8, -190], [-60, -184], [-92, -130], [-98, -60], [-88, 0], [-74, -40], [-72, -100], [-50, -140], [-14, -168]), paint);
    head.fill(blob([-30, -186], [30, -206], [82, -160], [98, -80], [92, 4], [76, -40], [74, -104], [50, -146], [6, -168]), paint);
  } else {
    head.fill(blob([-80, -104], [-86, -160], [-40, -206], [36, -208], [86, -160], [80, -104], [68, -140], [30, -166], [-26, -160], [-66, -142]), paint);
  }
}
