import { boards, paintChimney, paintDoor, paintGroundShadow, paintRoof, paintWindow } from '../buildings.ts';
import { paintWalker, walkerHand } from '../figures.ts';
import { composePlate, createLayer, type Layer } from '../layer.ts';
import { paintFoliage, paintGrass, paintSky, paintTree } from '../nature.ts';
import { fractalNoise } from '../noise.ts';
import { createPen, type Pen } from '../pen.ts';
import { penView, plateView, seenAt, STAGE, viewOf, type Camera, type Scene } from '../scene.ts';
import { blob, ellipse, leaf, limb, polygon, rectangle } from '../shapes.ts';

const PLATE_WIDTH = 1460;
const GREENS = { dark: '#1f4a2a', middle: '#4f8a34', light: '#b5c94a' } as const;

/** A white house with a red roof on a summer day; a woman in red and a child in yellow walk by. The camera tracks to the right. */
export function createHouseScene(scale: number): Scene {
  const plate = (paint: (pen: Pen) => void): Layer => {
    const layer = createLayer(Math.round(PLATE_WIDTH * scale), Math.round(STAGE.height * scale));
    paint(createPen(layer, { originX: 0, originY: 0, zoom: scale }));
    return layer;
  };
  const plates = [
    { depth: 0.12, layer: plate((pen) => paintSky(pen.layer, { top: '#3f86cf', horizon: '#cfe6f3', cloud: '#fffdf6', cloudShade: '#aebfd4', cover: 0.48, horizonY: 470, seed: 41 }, scale)) },
    { depth: 0.4, layer: plate(paintDistance) },
    { depth: 1, layer: plate(paintGarden) },
  ];
  const front = plate(paintFront);
  const camera = (time: number): Camera => ({ x: 20 + time * 4.2, y: 0, zoom: 1 });
  const womanX = (time: number): number => 520 + time * 7.4;
  return {
    name: 'house',
    draw(time) {
      const frame = createLayer(Math.round(STAGE.width * scale), Math.round(STAGE.height * scale));
      for (const { depth, layer } of plates) composePlate(frame, layer, plateView(viewOf(camera(time), depth), scale));
      const pen = createPen(frame, penView(viewOf(camera(time), 1), scale));
      paintPeople(pen, womanX(time), time);
      composePlate(frame, front, plateView(viewOf(camera(time), 1.5), scale));
      return frame;
    },
    landmarks(time) {
      const ground = viewOf(camera(time), 1);
      const here = (x: number, y: number): readonly [number, number] => seenAt(ground, x, y);
      const woman = womanX(time);
      return [
        { name: 'sky', at: [640, 40], radius: 14 },
        { name: 'sky near the horizon', at: [436, 250], radius: 8 },
        { name: 'roof', at: here(640, 200), to: here(860, 200), radius: 8 },
        { name: 'wall', at: here(606, 320), to: here(680, 320), radius: 4 },
        { name: 'door', at: here(768, 420), radius: 7 },
        { name: 'shutter', at: here(585, 372), radius: 5 },
        { name: 'lawn', at: here(292, 536), to: here(352, 534), radius: 7 },
        { name: 'fence', at: here(1025, 592), radius: 3 },
        { name: 'path', at: here(1000, 668), radius: 10 },
        { name: 'tree', at: here(250, 250), radius: 12 },
        { name: 'dress', at: here(woman, 520), radius: 10 },
        { name: 'child’s coat', at: here(woman - 116, 566), radius: 7 },
        { name: 'woman’s face', at: here(woman + 12, 402), radius: 4 },
        { name: 'balloon', at: here(woman - 118 + balloonAt(time)[0], 655 + balloonAt(time)[1]), radius: 7 },
        { name: 'flowers', at: here(1105, 520), radius: 5 },
        { name: 'leaves of the flower bed', at: here(960, 536), radius: 4 },
        { name: 'apple tree', at: here(1215, 280), radius: 8 },
        { name: 'lawn at the right', at: here(1212, 530), radius: 5 },
        { name: 'path at the left', at: here(330, 664), radius: 9 },
        { name: 'hills', at: [1005, 372], radius: 6 },
        { name: 'leaves in front', at: [1210, 16], radius: 9 },
        { name: 'trunk', at: here(243, 440), to: here(236, 500), radius: 5 },
        { name: 'child’s trousers', at: here(woman - 116, 604), radius: 3 },
      ];
    },
    boundaries(time) {
      const ground = viewOf(camera(time), 1);
      return [[[560, 292], [610, 132], [930, 132], [985, 292]].map(([x, y]) => seenAt(ground, x!, y!))];
    },
  };
}

function balloonAt(time: number): readonly [number, number] {
  return [-52 + Math.sin(time * 0.21) * 6, -292 + Math.sin(time * 0.17) * 5];
}

function paintPeople(pen: Pen, x: number, time: number): void {
  const phase = time * 0.36;
  const child = pen.at(x - 118, 655);
  const [bx, by] = balloonAt(time);
  const hand = walkerHand(160, phase * 1.25 + 1, Math.PI);
  paintGroundShadow(pen, x + 34, 662, 92, 9, 0.42);
  paintGroundShadow(pen, x - 96, 660, 56, 7, 0.4);
  child.fill(limb([hand[0], hand[1]], [bx, by + 32], 0.9, 0.7), { colour: '#f3efe2' });
  child.fill(polygon([bx - 5, by + 38], [bx + 5, by + 38], [bx, by + 30]), { colour: '#1d8f9a' });
  child.fill(ellipse(bx, by, 27, 33, 0.08), { colour: '#22a9b5', volume: 18, volumeStrength: 0.85 });
  child.fill(ellipse(bx - 9, by - 13, 6, 9, 0.5), { colour: '#e8ffff', opacity: 0.65, soften: 3 });
  paintWalker(child, 160, phase * 1.25 + 1, { skin: '#e6a985', hair: '#8a4f22', top: '#efb81e', bottom: '#2f4f86', shoes: '#a8322a', dress: false, hat: { colour: '#efb81e', band: '#c98a12' } });
  paintWalker(pen.at(x, 660), 282, phase, { skin: '#e9b394', hair: '#4a2a1a', top: '#bf1f2d', bottom: '#bf1f2d', shoes: '#5b1a1e', dress: true, hat: { colour: '#efe3c4', band: '#27407c' }, scarf: '#f3ead2' });
}

function paintDistance(pen: Pen): void {
  const ridge = (base: number, height: number, seed: number) => {
    const points: number[] = [0, 720];
    for (let x = 0; x <= PLATE_WIDTH; x += 12) points.push(x, base - height * fractalNoise(x * 0.004, seed, 4, seed));
    return [...points, PLATE_WIDTH, 720];
  };
  pen.fill(ridge(430, 150, 5), { colour: '#8fb0bf', colour2: '#a9c3bd', blend: (_, y) => (y - 300) / 140 });
  pen.fill(ridge(470, 150, 8), { colour: '#6d9a7c', tone: (x, y) => 0.85 + 0.3 * fractalNoise(x * 0.03, y * 0.06, 3, 2) });
  for (let index = 0; index < 26; index++) {
    const x = index * 60 + 20 * Math.sin(index * 2.3);
    paintFoliage(pen, [x, 440 + 8 * Math.sin(index * 1.7)], 44 + 8 * Math.sin(index), 36, { dark: '#2f5f47', middle: '#5d8d52', light: '#9bb765', leaf: 6, count: 90, seed: 300 + index });
  }
}

function paintGarden(pen: Pen): void {
  pen.fill(rectangle(0, 478, PLATE_WIDTH, 250), { colour: '#5b9a3c', colour2: '#3f7a2c', blend: (_, y) => (y - 478) / 240, tone: (x, y) => 0.8 + 0.4 * fractalNoise(x * 0.012, y * 0.05, 4, 3) });
  paintGrass(pen, 0, PLATE_WIDTH, 486, 610, { dark: '#2e6a26', light: '#a3c853', blades: 2600, length: 20, seed: 12 });
  paintTree(pen, [250, 520], 380, 150, '#6b4a32', { ...GREENS, leaf: 12, count: 900, seed: 5 });
  paintHouse(pen);
  paintTree(pen, [1260, 530], 330, 120, '#5d4431', { dark: '#24502f', middle: '#3f7b3c', light: '#8db84a', leaf: 11, count: 700, seed: 15, speck: { colour: '#d8392e', count: 34, size: 6 } });
  for (let index = 0; index < 9; index++) {
    const x = 420 + index * 90;
    if (x > 690 && x < 850) continue;
    paintFoliage(pen, [x, 520], 54, 34, { dark: '#23522b', middle: '#4c8f3c', light: '#9cc455', leaf: 8, count: 160, seed: 60 + index, speck: { colour: index % 2 === 0 ? '#e75a93' : '#f6c53b', count: 26, size: 4.4 } });
  }
  paintFence(pen);
  pen.fill(rectangle(0, 622, PLATE_WIDTH, 98), { colour: '#d8bd8c', colour2: '#b18f5e', blend: (_, y) => (y - 622) / 98, tone: (x, y) => 0.86 + 0.28 * fractalNoise(x * 0.03, y * 0.12, 4, 31) });
  paintGrass(pen, 0, PLATE_WIDTH, 618, 630, { dark: '#386f2a', light: '#9cc455', blades: 700, length: 22, seed: 18 });
}

function paintHouse(pen: Pen): void {
  paintGroundShadow(pen, 790, 530, 280, 14, 0.4);
  paintChimney(pen, 870, 190, 52, 110);
  pen.fill(rectangle(570, 280, 405, 245), { colour: '#f1e7cf', tone: boards(13, 6) });
  pen.fill(rectangle(570, 280, 405, 26), { colour: '#20222c', opacity: 0.35, soften: 8 });
  paintRoof(pen, [[612, 130], [930, 130], [1003, 296], [542, 296]], '#b5402f', 7);
  pen.fill(polygon([542, 290], [1003, 290], [1006, 303], [539, 303]), { colour: '#f7f1e2', volume: 4 });
  pen.fill(polygon([690, 290], [772, 196], [854, 290]), { colour: '#f3ead4', tone: boards(11, 9) });
  pen.fill([polygon([672, 296], [772, 180], [784, 192], [694, 296]), polygon([760, 192], [772, 180], [872, 296], [850, 296])], { colour: '#8f2f24', volume: 5 });
  paintWindow(pen, 752, 226, 40, 42, { frame: '#fbf7ec' });
  const look = { frame: '#fbf7ec', shutter: '#2f7b58', curtain: '#f0c9a0', flowers: '#d93a55' };
  paintWindow(pen, 606, 344, 62, 88, look);
  paintWindow(pen, 880, 344, 62, 88, look);
  paintDoor(pen, 738, 356, 66, 166, '#2b6cb0', '#fbf7ec');
  pen.fill(polygon([712, 340], [830, 340], [846, 356], [696, 356]), { colour: '#8f2f24', volume: 4 });
  pen.fill(rectangle(722, 518, 98, 12), { colour: '#b9a58b', volume: 4 });
  pen.fill(polygon([742, 530], [800, 530], [850, 624], [700, 624]), { colour: '#cfb68c', tone: (x, y) => 0.85 + 0.3 * fractalNoise(x * 0.06, y * 0.1, 3, 6) });
}

function paintFence(pen: Pen): void {
  const parts: (readonly number[])[] = [];
  for (let x = 4; x < PLATE_WIDTH; x += 26) {
    if (x > 690 && x < 845) continue;
    parts.push(polygon([x, 560], [x + 7, 550], [x + 14, 560], [x + 14, 626], [x, 626]));
  }
  pen.fill(rectangle(0, 616, PLATE_WIDTH, 10), { colour: '#18240f', opacity: 0.35, soften: 4 });
  for (const [from, to] of [[0, 690], [846, PLATE_WIDTH]] as const) for (const y of [572, 602]) pen.fill(rectangle(from, y, to - from, 7), { colour: '#ded8c8', volume: 3 });
  for (const part of parts) pen.fill(part, { colour: '#f8f4e8', volume: 4, volumeStrength: 0.8 });
}

function paintFront(pen: Pen): void {
  for (const [x, y, turn] of [[60, -18, 0.3], [190, -34, 0.1], [1100, -40, 0.2], [1290, -14, -0.2], [1420, 10, 0]] as const) {
    paintFoliage(pen.at(x, y, { turn }), [0, 0], 120, 70, { dark: '#163a22', middle: '#2f6a2e', light: '#7fae3f', leaf: 20, count: 150, seed: 90 + Math.round(x) });
  }
  for (let index = 0; index < 40; index++) {
    const x = index * 37 + 11 * Math.sin(index * 5.1);
    const height = 50 + 26 * Math.sin(index * 3.7);
    pen.fill(limb([x, 726], [x + 10 * Math.sin(index), 720 - height], 3, 2), { colour: '#2f6a2e' });
    for (const side of [-1, 1]) pen.fill(leaf(x + side * 12, 716 - height * 0.3, 20, 5, -Math.PI / 2 + side * 0.8), { colour: side === 1 ? '#3f8238' : '#2f6a2e' });
    if (index % 3 !== 0) continue;
    const colour = ['#e2574c', '#f0a93b', '#b65bb0'][(index / 3) % 3]!;
    const [cx, cy] = [x + 10 * Math.sin(index), 720 - height];
    for (let petal = 0; petal < 6; petal++) pen.fill(ellipse(cx + 9 * Math.cos(petal * 1.05), cy + 9 * Math.sin(petal * 1.05), 8, 8), { colour, volume: 4 });
    pen.fill(blob([cx - 6, cy], [cx, cy - 6], [cx + 6, cy], [cx, cy + 6]), { colour: '#f4d869', volume: 3 });
  }
}
