import { composePlate, createLayer, type Layer } from '../layer.ts';
import { paintFoliage } from '../nature.ts';
import { fractalNoise, randomStream } from '../noise.ts';
import { createPen, type Pen } from '../pen.ts';
import { paintPortrait, type Expression } from '../portraits.ts';
import { penView, plateView, seenAt, STAGE, viewOf, type Camera, type Scene } from '../scene.ts';
import { ellipse, rectangle } from '../shapes.ts';

/** A woman in a green coat and a man in a blue suit before a sunlit garden; the camera pushes in slowly. */
export function createPortraitScene(scale: number): Scene {
  const plate = (paint: (pen: Pen) => void): Layer => {
    const layer = createLayer(Math.round((STAGE.width + 80) * scale), Math.round(STAGE.height * scale));
    paint(createPen(layer, { originX: 0, originY: 0, zoom: scale }));
    return layer;
  };
  const back = plate(paintGardenFarBehind);
  const roses = plate(paintRoses);
  const camera = (time: number): Camera => ({ x: 14 + time * 1.1, y: 0, zoom: 1 + time * 0.0035 });
  const woman = (time: number): readonly [number, number, number] => [455 + Math.sin(time * 0.11) * 7, 432 + Math.sin(time * 0.22) * 2.5, Math.sin(time * 0.11 + 0.4) * 0.8 + 0.25];
  const man = (time: number): readonly [number, number, number] => [868 + Math.sin(time * 0.09 + 2) * 6, 408 + Math.sin(time * 0.2 + 1) * 2, Math.sin(time * 0.1 + 2.2) * 0.75 - 0.25];
  return {
    name: 'portrait',
    draw(time) {
      const frame = createLayer(Math.round(STAGE.width * scale), Math.round(STAGE.height * scale));
      composePlate(frame, back, plateView(viewOf(camera(time), 0.4), scale));
      const pen = createPen(frame, penView(viewOf(camera(time), 1), scale));
      const face = (turn: number, start: number): Expression => ({ turn, smile: 0.5 + 0.5 * Math.sin(time * 0.15 + start), blink: Math.max(0, 1 - Math.abs(time - start * 6 - 6) / 2.2) });
      const [mx, my, mTurn] = man(time);
      paintPortrait(pen.at(mx, my, { scale: 1.06 }), {
        skin: '#d79a74', blush: '#c9694e', lips: '#b0695a', eyes: '#5a3d22', hair: '#3a2418', coat: '#2f4d8c', lapel: '#274079', shirt: '#f3efe6', tie: '#b3262c', longHair: false, hat: { colour: '#8a7a5f', band: '#3a2c22' },
      }, face(mTurn, 1.6));
      const [wx, wy, wTurn] = woman(time);
      paintPortrait(pen.at(wx, wy), {
        skin: '#efbd9e', blush: '#e2675f', lips: '#c02436', eyes: '#2f6fa6', hair: '#a2502a', coat: '#2f8a5f', lapel: '#246e4b', shirt: '#f5dc8c', longHair: true, brooch: '#e2508a',
      }, face(wTurn, 0.4));
      composePlate(frame, roses, plateView(viewOf(camera(time), 1.7), scale));
      return frame;
    },
    landmarks(time) {
      const view = viewOf(camera(time), 1);
      const [wx, wy] = woman(time);
      const [mx, my] = man(time);
      const hers = (x: number, y: number): readonly [number, number] => seenAt(view, wx + x, wy + y);
      const his = (x: number, y: number): readonly [number, number] => seenAt(view, mx + x * 1.06, my + y * 1.06);
      return [
        { name: 'her cheek', at: hers(38, -74), radius: 9 },
        { name: 'her forehead', at: hers(4, -170), radius: 7 },
        { name: 'her neck', at: hers(0, -10), radius: 7 },
        { name: 'her hair', at: hers(-86, -120), to: hers(-84, -60), radius: 7 },
        { name: 'her coat', at: hers(-150, 150), to: hers(-140, 260), radius: 12 },
        { name: 'her coat, other side', at: hers(140, 200), radius: 12 },
        { name: 'her lips', at: hers(2, -51), radius: 4 },
        { name: 'her brooch', at: hers(-92, 104), radius: 4 },
        { name: 'her blouse', at: hers(2, 90), radius: 6 },
        { name: 'his cheek', at: his(-44, -74), radius: 9 },
        { name: 'his neck', at: his(28, -14), radius: 6 },
        { name: 'his suit', at: his(-150, 150), to: his(-146, 270), radius: 12 },
        { name: 'his suit, other side', at: his(150, 200), radius: 12 },
        { name: 'his tie', at: his(0, 120), radius: 6 },
        { name: 'his hat', at: his(10, -240), radius: 8 },
        { name: 'her lapel', at: hers(66, 120), radius: 6 },
        { name: 'her hair, other side', at: hers(90, -60), radius: 6 },
        { name: 'his lapels', at: his(-92, 62), radius: 6 },
        { name: 'his lapels', at: his(88, 62), radius: 6 },
        { name: 'his shirt', at: his(-30, 70), radius: 3 },
        { name: 'his hatband', at: his(-20, -198), to: his(40, -198), radius: 4 },
        { name: 'leaves low at the left', at: [70, 470], radius: 12 },
        { name: 'leaves above', at: [330, 60], radius: 12 },
        { name: 'leaves low at the right', at: [1220, 520], radius: 12 },
        { name: 'leaves at the left', at: [90, 180], radius: 12 },
        { name: 'leaves between them', at: [655, 150], radius: 12 },
        { name: 'leaves at the right', at: [1190, 240], radius: 12 },
      ];
    },
    boundaries(time) {
      const view = viewOf(camera(time), 1);
      const [wx, wy] = woman(time);
      return [[[186, 76], [214, 170], [232, 330]].map(([x, y]) => seenAt(view, wx + x!, wy + y!))];
    },
  };
}

function paintGardenFarBehind(pen: Pen): void {
  const width = STAGE.width + 80;
  pen.fill(rectangle(0, 0, width, 720), { colour: '#79a24d', colour2: '#2c5a33', blend: (x, y) => 0.25 + y / 900 + 0.5 * (fractalNoise(x * 0.006, y * 0.006, 3, 4) - 0.5) });
  const random = randomStream(61);
  for (let index = 0; index < 58; index++) {
    paintFoliage(pen, [random() * width, 40 + random() * 560], 105, 80, { dark: index % 4 === 0 ? '#4a6a2c' : '#22512d', middle: '#5d8f3d', light: '#c3cf5d', leaf: 19, count: 70, seed: 500 + index });
  }
  // Out of focus: a soft veil and discs of light, as a long lens makes them.
  pen.fill(rectangle(0, 0, width, 720), { colour: '#86a860', opacity: 0.22 });
  for (let index = 0; index < 70; index++) {
    const radius = 9 + random() * 24;
    pen.fill(ellipse(random() * width, random() * 520, radius, radius), { colour: ['#f2efae', '#c8dd85', '#9cc76a', '#f5d78f'][index % 4]!, opacity: 0.16 + 0.2 * random(), soften: 3 });
  }
}

function paintRoses(pen: Pen): void {
  const random = randomStream(17);
  for (const [x, y] of [[40, 690], [190, 730], [1150, 735], [1310, 690]] as const) {
    paintFoliage(pen, [x, y], 110, 62, { dark: '#1d4526', middle: '#39702f', light: '#86a944', leaf: 18, count: 120, seed: 700 + x });
    for (let index = 0; index < 7; index++) {
      const [cx, cy] = [x + (random() - 0.5) * 170, y - 12 + (random() - 0.5) * 60];
      const colour = index % 2 === 0 ? '#d8324e' : '#f08aa4';
      for (let ring = 3; ring > 0; ring--) {
        for (let petal = 0; petal < 5; petal++) pen.fill(ellipse(cx + ring * 4.4 * Math.cos(petal * 1.257 + ring), cy + ring * 4 * Math.sin(petal * 1.257 + ring), 3 + ring * 3.2, 3 + ring * 2.8), { colour, tone: () => 0.72 + 0.1 * (4 - ring), volume: 4 });
      }
    }
  }
}
