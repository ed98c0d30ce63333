import { composePlate, createLayer, expose, shadeRows, type Layer, colourOf, mixColour } from '../layer.ts';
import { paintFoliage, paintGrass, paintSky, paintTree } from '../nature.ts';
import { fractalNoise, valueNoise } from '../noise.ts';
import { createPen, type Pen } from '../pen.ts';
import { paintWalker } from '../figures.ts';
import { paintGroundShadow } from '../buildings.ts';
import { penView, plateView, seenAt, STAGE, viewOf, type Camera, type Scene } from '../scene.ts';
import { blob, ellipse, limb, rectangle } from '../shapes.ts';
import { paintBoat } from '../vehicles.ts';

const PLATE_WIDTH = 1420;
const SHORE = 372;
/** Of the light of day. */
const EVENING = 0.6;

/** A lake in the evening: a sailing boat with a red sail crosses, a man in a brown jacket walks; the camera rises and drifts left. */
export function createLakeScene(scale: number): Scene {
  const plate = (paint: (pen: Pen) => void): Layer => {
    const layer = createLayer(Math.round(PLATE_WIDTH * scale), Math.round((STAGE.height + 60) * scale));
    paint(createPen(layer, { originX: 0, originY: 0, zoom: scale }));
    return layer;
  };
  const sky = plate((pen) => paintSky(pen.layer, { top: '#4f74b8', horizon: '#ffc58a', cloud: '#ffd9b0', cloudShade: '#b07f9c', cover: 0.5, horizonY: 380, seed: 27 }, scale));
  const hills = plate(paintHills);
  const bank = plate(paintBank);
  const camera = (time: number): Camera => ({ x: 110 - time * 2.6, y: 34 - time * 0.9, zoom: 1 });
  const boatX = (time: number): number => 560 + time * 6.2;
  const manX = (time: number): number => 360 + time * 5.4;
  const heel = (time: number): number => 0.05 + Math.sin(time * 0.16) * 0.03;
  return {
    name: 'lake',
    draw(time) {
      const frame = createLayer(Math.round(STAGE.width * scale), Math.round(STAGE.height * scale));
      composePlate(frame, sky, plateView(viewOf(camera(time), 0.12), scale));
      composePlate(frame, hills, plateView(viewOf(camera(time), 0.5), scale));
      const water = viewOf(camera(time), 0.5);
      paintWater(frame, scale, seenAt(water, 0, SHORE)[1], camera(time).x * 0.8, time);
      const pen = createPen(frame, penView(viewOf(camera(time), 0.8), scale));
      paintReflection(pen, boatX(time), time);
      paintBoat(pen.at(boatX(time), 478, { scale: 0.86 }), { hull: '#2a4d77', sail: '#d2362f', jib: '#f3e6cc' }, heel(time));
      composePlate(frame, bank, plateView(viewOf(camera(time), 1), scale));
      const near = createPen(frame, penView(viewOf(camera(time), 1), scale));
      paintGroundShadow(near, manX(time) + 40, 668, 86, 8, 0.45);
      paintWalker(near.at(manX(time), 664), 236, time * 0.33, { skin: '#d99f78', hair: '#6a6460', top: '#8d5a2b', bottom: '#4c5d45', shoes: '#33211a', dress: false, hat: { colour: '#6f4a2a', band: '#2d2018' }, scarf: '#2a6f97' });
      expose(frame, EVENING);
      return frame;
    },
    landmarks(time) {
      const boat = viewOf(camera(time), 0.8);
      const near = viewOf(camera(time), 1);
      return [
        { name: 'sky above', at: [700, 36], radius: 14 },
        { name: 'sky in the middle', at: [380, 140], radius: 12 },
        { name: 'sky at the horizon', at: [700, 232], radius: 7 },
        { name: 'far hills', at: [230, 232], radius: 8 },
        { name: 'hills', at: seenAt(viewOf(camera(time), 0.5), 300, 330), radius: 6 },
        { name: 'water', at: [1000, 520], to: [1180, 520], radius: 10 },
        { name: 'water at the left', at: [120, 470], radius: 10 },
        { name: 'sail', at: seenAt(boat, boatX(time) + 36, 390), to: seenAt(boat, boatX(time) + 40, 340), radius: 8 },
        { name: 'jib', at: seenAt(boat, boatX(time) - 38, 400), radius: 7 },
        { name: 'hull', at: seenAt(boat, boatX(time), 474), radius: 5 },
        { name: 'grass', at: seenAt(near, 700, 655), to: seenAt(near, 900, 660), radius: 8 },
        { name: 'jacket', at: seenAt(near, manX(time), 520), radius: 8 },
        { name: 'scarf', at: seenAt(near, manX(time) + 2, 472), radius: 3 },
        { name: 'man’s face', at: seenAt(near, manX(time) + 13, 450), radius: 4 },
        { name: 'birch', at: seenAt(near, 1150, 240), radius: 12 },
        { name: 'trees of the far shore', at: seenAt(viewOf(camera(time), 0.5), 130, 362), to: seenAt(viewOf(camera(time), 0.5), 460, 362), radius: 4 },
        { name: 'trees of the far shore, right', at: seenAt(viewOf(camera(time), 0.5), 860, 362), radius: 4 },
        { name: 'water at the horizon', at: [250, 400], radius: 8 },
        { name: 'water at the horizon, right', at: [900, 410], radius: 8 },
        { name: 'near water', at: [820, 545], radius: 7 },
        { name: 'near grass', at: seenAt(near, 1000, 700), radius: 8 },
        { name: 'trousers', at: seenAt(near, manX(time), 575), radius: 5 },
        { name: 'sky at the right', at: [1180, 60], radius: 10 },
        { name: 'trunk', at: seenAt(near, 1160, 500), radius: 6 },
        { name: 'lavender', at: seenAt(near, 250, 716), radius: 8 },
      ];
    },
    boundaries(time) {
      const y = seenAt(viewOf(camera(time), 0.5), 0, SHORE)[1];
      return [[[0, y], [STAGE.width - 1, y]]];
    },
  };
}

function paintHills(pen: Pen): void {
  const ridge = (base: number, height: number, seed: number): readonly number[] => {
    const points: number[] = [0, 500];
    for (let x = 0; x <= PLATE_WIDTH; x += 10) points.push(x, base - height * fractalNoise(x * 0.0034, seed, 4, seed));
    return [...points, PLATE_WIDTH, 500];
  };
  pen.fill(ridge(400, 230, 14), { colour: '#8a7fa8', colour2: '#d9a59a', blend: (_, y) => (y - 240) / 130 });
  pen.fill(ridge(410, 150, 22), { colour: '#5e6f86', colour2: '#8f8290', blend: (_, y) => (y - 290) / 90, tone: (x, y) => 0.88 + 0.24 * fractalNoise(x * 0.03, y * 0.05, 3, 6) });
  for (let index = 0; index < 34; index++) paintFoliage(pen, [index * 43, SHORE - 12 + 4 * Math.sin(index * 2.1)], 34, 20 + 8 * Math.sin(index * 1.3), { dark: '#2d4a3c', middle: '#4f6b3f', light: '#c29a4e', leaf: 5, count: 60, seed: 800 + index });
}

/** Water mirrors the evening sky, broken by ripples that run with time. */
function paintWater(frame: Layer, scale: number, top: number, drift: number, time: number): void {
  const [far, near, gold] = [colourOf('#e6ad8a'), colourOf('#2f5f8c'), colourOf('#ffe2a8')];
  shadeRows(frame, top * scale, frame.height, (px, py, out) => {
    const x = px / scale + drift;
    const y = py / scale;
    const depth = Math.max(0, (y - top) / (STAGE.height - top));
    const pitch = 0.9 / (0.05 + depth);
    const ripple = valueNoise(x * 0.004 * pitch + time * 0.05, (y - top) * 0.05 * pitch ** 0.7 - time * 0.12, 5) - 0.5 + 0.5 * Math.sin((y - top) * 0.5 * pitch ** 0.45 + 5 * valueNoise(x * 0.006, time * 0.06, 6) + time * 0.35);
    const base = mixColour(far, near, Math.min(1, depth * 1.7 + 0.16 * ripple));
    const glitter = Math.max(0, ripple - 0.42) * Math.max(0, 1 - Math.abs(x - 760) / (160 + 500 * depth)) * 1.6;
    for (const channel of [0, 1, 2] as const) out[channel] = base[channel] * (1 + 0.16 * ripple) + (gold[channel] - base[channel]) * Math.min(0.85, glitter);
  });
}

function paintReflection(pen: Pen, x: number, time: number): void {
  for (let step = 0; step < 16; step++) {
    const y = 488 + step * 9;
    const wobble = Math.sin(step * 1.1 + time * 0.5) * (3 + step * 0.5);
    const width = step < 3 ? 92 : 70 * (1 - step / 18);
    pen.fill(ellipse(x + 16 + wobble, y, width, 3.4), { colour: step < 3 ? '#2a4d77' : '#c7453c', opacity: 0.62 - step * 0.03, soften: 1.5 });
    if (step >= 3) pen.fill(ellipse(x - 40 + wobble, y + 3, width * 0.5, 2.6), { colour: '#f0dcc0', opacity: 0.4 - step * 0.02, soften: 1.5 });
  }
}

function paintBank(pen: Pen): void {
  pen.fill(blob([-60, 640], [200, 606], [520, 622], [900, 604], [1250, 586], [1500, 596], [1500, 900], [-60, 900]), { colour: '#5d7a35', colour2: '#33521f', blend: (_, y) => (y - 610) / 130, tone: (x, y) => 0.8 + 0.4 * fractalNoise(x * 0.014, y * 0.05, 4, 3) });
  paintGrass(pen, 0, PLATE_WIDTH, 622, 790, { dark: '#33561f', light: '#c9b84a', blades: 2400, length: 34, seed: 44 });
  pen.fill(rectangle(0, 660, PLATE_WIDTH, 20), { colour: '#c9a271', opacity: 0.7, soften: 8, tone: (x, y) => 0.86 + 0.28 * fractalNoise(x * 0.04, y * 0.2, 3, 5) });
  paintTree(pen, [1160, 640], 520, 150, '#e6ddcf', { dark: '#4a5a1f', middle: '#a3922c', light: '#f0cf58', leaf: 12, count: 900, seed: 33 });
  paintGrass(pen, 1090, 1230, 640, 664, { dark: '#33561f', light: '#c9b84a', blades: 220, length: 40, seed: 45 });
  for (let index = 0; index < 70; index++) {
    const x = 120 + index * 5.4 + 14 * Math.sin(index * 7.7);
    const foot = 770 - 20 * Math.abs(Math.sin(index * 3.3));
    const height = 50 + 18 * Math.sin(index * 5.3);
    pen.fill(limb([x, foot], [x + 6 * Math.sin(index), foot - height], 1.6, 1), { colour: '#4b6b3a' });
    for (let bud = 0; bud < 6; bud++) pen.fill(ellipse(x + 6 * Math.sin(index) + 2.4 * Math.sin(bud * 2), foot - height + bud * 5, 4, 3.6), { colour: bud % 2 === 0 ? '#8a5fc2' : '#a98be0', volume: 2 });
  }
}
