import { boards, bricks, paintDoor, paintGroundShadow, paintRoof, paintWindow } from '../buildings.ts';
import { paintWalker } from '../figures.ts';
import { composePlate, createLayer, type Layer } from '../layer.ts';
import { paintSky, paintTree } from '../nature.ts';
import { fractalNoise, randomStream } from '../noise.ts';
import { createPen, type Pen } from '../pen.ts';
import { penView, plateView, seenAt, STAGE, viewOf, type Camera, type Scene } from '../scene.ts';
import { ellipse, leaf, limb, rectangle } from '../shapes.ts';
import { paintCar } from '../vehicles.ts';

const PLATE_WIDTH = 1900;
const ROAD = 560;

/** A street in autumn: the camera pans with a yellow car, past coloured fronts, trees, a walker and lamp posts. */
export function createStreetScene(scale: number): Scene {
  const plate = (paint: (pen: Pen) => void): Layer => {
    const layer = createLayer(Math.round(PLATE_WIDTH * scale), Math.round(STAGE.height * scale));
    paint(createPen(layer, { originX: 0, originY: 0, zoom: scale }));
    return layer;
  };
  const sky = plate((pen) => paintSky(pen.layer, { top: '#6da0cf', horizon: '#e9ead6', cloud: '#fff8ea', cloudShade: '#c3c6cc', cover: 0.46, horizonY: 420, seed: 12 }, scale));
  const street = plate(paintStreet);
  const posts = plate(paintPosts);
  // The pan ends while the car drives on.
  const camera = (time: number): Camera => ({ x: 20 + 230 * (1 - Math.exp(-time / 9)), y: 0, zoom: 1 });
  const carX = (time: number): number => 540 + time * 12.5;
  const walkerX = (time: number): number => 1180 - time * 4.6;
  return {
    name: 'street',
    draw(time) {
      const frame = createLayer(Math.round(STAGE.width * scale), Math.round(STAGE.height * scale));
      composePlate(frame, sky, plateView(viewOf(camera(time), 0.1), scale));
      composePlate(frame, street, plateView(viewOf(camera(time), 1), scale));
      const pen = createPen(frame, penView(viewOf(camera(time), 1), scale));
      paintGroundShadow(pen, walkerX(time), 548, 50, 6, 0.4);
      paintWalker(pen.at(walkerX(time), 546, { mirror: true }), 176, time * 0.34, { skin: '#c98d68', hair: '#2c1c16', top: '#7b3f97', bottom: '#3c3550', shoes: '#2a1c16', dress: false, hat: { colour: '#5d2f74', band: '#d9b24a' }, scarf: '#e9c13d' });
      paintCar(pen.at(carX(time), 650, { scale: 1.16 }), { body: '#f0b429', roof: '#f4ead2', driver: { skin: '#dca07c', hair: '#4a2a1a', coat: '#2c6e8e' } }, (carX(time) / 41) % (2 * Math.PI), Math.sin(time * 0.9) * 1.2);
      composePlate(frame, posts, plateView(viewOf(camera(time), 1.35), scale));
      return frame;
    },
    landmarks(time) {
      const view = viewOf(camera(time), 1);
      const here = (x: number, y: number): readonly [number, number] => seenAt(view, x, y);
      const car = carX(time);
      const fronts = FRONTS.map((front) => ({ name: `front ${front.name}`, at: here(front.bare, 360), radius: 6 })).filter(({ at }) => at[0] > 20 && at[0] < STAGE.width - 20);
      return [
        { name: 'car', at: here(car - 210, 550), to: here(car - 90, 546), radius: 8 },
        { name: 'car, front', at: here(car + 150, 546), radius: 8 },
        { name: 'car, door', at: here(car + 40, 590), radius: 8 },
        { name: 'car roof', at: here(car - 10, 462), radius: 4 },
        { name: 'coat', at: here(walkerX(time), 440), radius: 6 },
        { name: 'road', at: [560, 676], to: [800, 676], radius: 10 },
        { name: 'pavement', at: [950, 543], radius: 6 },
        { name: 'sky', at: here(785 + (time > 12 ? 330 : 0), 24), radius: 8 },
        ...TREES.map((tree) => ({ name: 'autumn leaves', at: here(tree.x + 40, 290), radius: 11 })).filter(({ at }) => at[0] > 20 && at[0] < STAGE.width - 20),
        ...fronts,
        ...FRONTS.map((front) => ({ name: `roof ${front.name}`, at: here(front.x + 180, front.top - 26), radius: 6 })).filter(({ at }) => at[0] > 20 && at[0] < STAGE.width - 20),
        { name: 'road at the left', at: [60, 640], radius: 10 },
        { name: 'road at the right', at: [1080, 640], radius: 10 },
        { name: 'trousers', at: here(walkerX(time), 490), radius: 4 },
      ];
    },
    boundaries(time) {
      const view = viewOf(camera(time), 1);
      const car = carX(time);
      return [[[-262, 616], [-262, 545], [-120, 514], [-68, 464], [56, 460], [110, 514], [232, 530], [266, 610]].map(([x, y]) => seenAt(view, car + x!, y!))];
    },
  };
}

/** The house fronts; `bare` is where a wall shows between windows and trees. */
const FRONTS = [
  { name: 'brick', bare: 317, x: 0, width: 330, top: 96, colour: '#a84a35', kind: 'brick', door: '#2b5d45', roof: '#5b4a4a' },
  { name: 'ochre', bare: 430, x: 330, width: 300, top: 150, colour: '#e0b45c', kind: 'plaster', door: '#8a2f2a', roof: '#8a3f2c' },
  { name: 'teal', bare: 842, x: 630, width: 310, top: 110, colour: '#3f8d93', kind: 'boards', door: '#e8d9b0', roof: '#4d5a66' },
  { name: 'rose', bare: 1046, x: 940, width: 320, top: 140, colour: '#d98a83', kind: 'plaster', door: '#2e4f8a', roof: '#7a4a36' },
  { name: 'cream', bare: 1472, x: 1260, width: 320, top: 104, colour: '#efe3c2', kind: 'boards', door: '#a33428', roof: '#436b5a' },
  { name: 'second brick', bare: 1797, x: 1580, width: 330, top: 130, colour: '#93503f', kind: 'brick', door: '#d7a63c', roof: '#4a4448' },
] as const;

const TREES = [{ x: 170, colours: 0 }, { x: 640, colours: 1 }, { x: 1250, colours: 2 }, { x: 1640, colours: 0 }] as const;
const AUTUMN = [
  { dark: '#7a2e14', middle: '#d2691e', light: '#f4b43c' },
  { dark: '#7a4a12', middle: '#d99b1f', light: '#f6dc62' },
  { dark: '#6a1a16', middle: '#b8321f', light: '#ee7d3a' },
] as const;

function paintStreet(pen: Pen): void {
  for (const front of FRONTS) {
    const tone = front.kind === 'brick' ? bricks(24, 11, front.x) : front.kind === 'boards' ? boards(15, front.x) : (x: number, y: number): number => 0.88 + 0.22 * fractalNoise(x * 0.03, y * 0.03, 4, front.x);
    paintRoof(pen, [[front.x + 24, front.top - 62], [front.x + front.width - 24, front.top - 62], [front.x + front.width + 4, front.top + 6], [front.x - 4, front.top + 6]], front.roof, front.x + 3);
    pen.fill(rectangle(front.x, front.top, front.width, 510 - front.top), { colour: front.colour, tone });
    pen.fill(rectangle(front.x - 2, front.top, front.width + 4, 12), { colour: '#efe8d8', volume: 4 });
    pen.fill(rectangle(front.x, front.top + 12, front.width, 18), { colour: '#1a1c26', opacity: 0.3, soften: 6 });
    const step = front.width / 3;
    for (let column = 0; column < 3; column++) {
      const x = front.x + step * (column + 0.5) - 26;
      for (let y = front.top + 46; y < 330; y += 112) paintWindow(pen, x, y, 52, 76, { frame: '#f4efe2', ...(column !== 1 ? { curtain: '#f0dcc0' } : {}), ...(y > 230 && column === 1 ? { flowers: '#d8433f' } : {}) });
      if (column === 1) paintDoor(pen, x - 2, 394, 56, 116, front.door, '#f0e9da');
      else paintWindow(pen, x, 386, 52, 72, { frame: '#f4efe2' });
    }
    pen.fill(limb([front.x + front.width, front.top + 8], [front.x + front.width, 510], 2, 2), { colour: '#15161c', opacity: 0.5, soften: 2 });
  }
  pen.fill(rectangle(0, 500, PLATE_WIDTH, 12), { colour: '#15161c', opacity: 0.4, soften: 5 });
  pen.fill(rectangle(0, 508, PLATE_WIDTH, 54), { colour: '#c9b8a2', tone: (x, y) => (x % 64 < 2 || Math.abs(y - 528) < 1 ? 0.72 : 0.88 + 0.24 * fractalNoise(x * 0.05, y * 0.09, 3, 8)) });
  pen.fill(rectangle(0, ROAD, PLATE_WIDTH, 8), { colour: '#e0d6c4', volume: 4 });
  pen.fill(rectangle(0, ROAD + 8, PLATE_WIDTH, 160), { colour: '#5e6068', colour2: '#7a7674', blend: (_, y) => (y - ROAD) / 150, tone: (x, y) => 0.84 + 0.32 * fractalNoise(x * 0.02, y * 0.3, 4, 14) });
  for (let x = 30; x < PLATE_WIDTH; x += 190) pen.fill(rectangle(x, 694, 100, 7), { colour: '#e8e0c8', opacity: 0.85 });
  for (const tree of TREES) {
    paintGroundShadow(pen, tree.x + 14, 536, 90, 7, 0.3);
    paintTree(pen, [tree.x, 534], 350, 108, '#4f3a2c', { ...AUTUMN[tree.colours], leaf: 11, count: 640, seed: tree.x });
  }
  const random = randomStream(8);
  for (let index = 0; index < 420; index++) {
    const y = 512 + random() ** 2 * 200;
    const look = AUTUMN[index % 3]!;
    pen.fill(leaf(random() * PLATE_WIDTH, y, 4 + (y - 500) * 0.022, 2 + (y - 500) * 0.01, random() * 6), { colour: index % 2 === 0 ? look.middle : look.light });
  }
}

function paintPosts(pen: Pen): void {
  for (const x of [430, 1290]) {
    pen.fill(limb([x, 712], [x, 120], 8, 5), { colour: '#27463a', volume: 5 });
    pen.fill(limb([x, 712], [x, 650], 13, 9), { colour: '#27463a', volume: 6 });
    pen.fill(limb([x, 124], [x + 50, 106], 4, 3), { colour: '#27463a' });
    pen.fill(ellipse(x + 54, 126, 17, 22), { colour: '#f6e6ae', volume: 8 });
    pen.fill(ellipse(x + 54, 104, 21, 9), { colour: '#27463a', volume: 4 });
  }
}
