import { paintGroundShadow } from './buildings.ts';
import type { Pen } from './pen.ts';
import { blob, ellipse, limb, polygon, rectangle } from './shapes.ts';

export interface CarLook {
  readonly body: string;
  readonly roof: string;
  readonly driver: { readonly skin: string; readonly hair: string; readonly coat: string };
}

/** A saloon of about 1950 driving to the right; the pen's origin is on the ground under its middle. Units: 460 long. */
export function paintCar(pen: Pen, look: CarLook, wheelTurn: number, bounce: number): void {
  paintGroundShadow(pen, -6, 2, 236, 14, 0.6);
  const body = pen.at(0, bounce);
  body.fill(blob([-92, -118], [-60, -158], [-8, -170], [48, -164], [92, -122], [100, -104], [-110, -104]), { colour: look.roof, volume: 14 });
  body.fill(polygon([-84, -114], [-58, -148], [-6, -157], [-4, -110]), { colour: '#43596e', colour2: '#cfe4f0', blend: (x, y) => 0.5 + 0.5 * Math.sin((x + y) * 0.08) });
  body.fill(polygon([8, -157], [42, -152], [78, -114], [8, -110]), { colour: '#43596e', colour2: '#cfe4f0', blend: (x, y) => 0.5 + 0.5 * Math.sin((x + y) * 0.08 + 1) });
  body.fill(blob([20, -112], [22, -124], [32, -128], [46, -124], [50, -108]), { colour: look.driver.coat, volume: 4 });
  body.fill(ellipse(37, -134, 9.5, 12), { colour: look.driver.skin, volume: 4 });
  body.fill(blob([26, -134], [28, -147], [40, -149], [46, -142], [36, -141], [31, -130]), { colour: look.driver.hair });
  body.fill(blob(
    [-228, -60], [-226, -92], [-190, -112], [-110, -116], [-20, -114], [90, -114], [150, -108], [200, -98], [226, -76], [230, -44], [222, -32], [186, -28], [-190, -28], [-226, -34],
  ), { colour: look.body, tone: (_, y) => (y < -100 ? 1.18 : y > -44 ? 0.74 : 1), volume: 20, volumeStrength: 0.75 });
  body.fill(blob([-206, -42], [-198, -86], [-150, -98], [-104, -84], [-92, -42]), { colour: look.body, volume: 14 });
  body.fill(blob([92, -42], [102, -84], [146, -96], [196, -82], [204, -42]), { colour: look.body, volume: 14 });
  for (const x of [-96, 2, 92]) body.fill(limb([x, -110], [x + 4, -36], 1, 1), { colour: '#2a1d10', opacity: 0.5 });
  body.fill(limb([-216, -72], [218, -66], 2.4, 2.4), { colour: '#e4e8ea', volume: 2 });
  for (const x of [-24, 76]) body.fill(limb([x, -88], [x + 16, -88], 2.6, 2.6), { colour: '#f1f3f4', volume: 1.5 });
  body.fill(ellipse(216, -78, 11, 14), { colour: '#f7f0cf', volume: 4 });
  body.fill(ellipse(-224, -74, 6, 11), { colour: '#b3201e', volume: 3 });
  for (const x of [-236, 206]) body.fill(rectangle(x, -42, 30, 11), { colour: '#cfd5d8', volume: 4 });
  for (const x of [-149, 148]) paintWheel(pen.at(x, -32, { turn: wheelTurn }), -wheelTurn);
}

function paintWheel(pen: Pen, upright: number): void {
  const still = pen.at(0, 0, { turn: upright });
  still.fill(ellipse(0, 0, 36, 36), { colour: '#1b1a1c', volume: 6 });
  still.fill(ellipse(0, 0, 26, 26), { colour: '#efe9da' });
  still.fill(ellipse(0, 0, 20, 20), { colour: '#b8c0c4', volume: 6 });
  for (let spoke = 0; spoke < 5; spoke++) {
    const angle = (spoke / 5) * 2 * Math.PI;
    pen.fill(ellipse(13 * Math.cos(angle), 13 * Math.sin(angle), 3.4, 3.4), { colour: '#59636a' });
  }
  still.fill(ellipse(0, 0, 6, 6), { colour: '#d5402f', volume: 3 });
}

export interface BoatLook {
  readonly hull: string;
  readonly sail: string;
  readonly jib: string;
}

/** A sailing boat; the pen's origin is on the water line under the mast. Units: 240 long. */
export function paintBoat(pen: Pen, look: BoatLook, heel: number): void {
  const boat = pen.at(0, 0, { turn: heel });
  boat.fill(limb([0, -10], [2, -300], 4, 2.4), { colour: '#7b5433', volume: 2 });
  const seam = (_: number, y: number): number => (((y % 46) + 46) % 46 < 2.5 ? 0.78 : 1);
  boat.fill(blob([8, -290], [30, -220], [62, -130], [96, -46], [50, -36], [8, -34]), { colour: look.sail, tone: seam, volume: 26, volumeStrength: 0.7 });
  boat.fill(blob([-6, -270], [-30, -180], [-74, -52], [-92, -34], [-50, -36], [-8, -44]), { colour: look.jib, tone: seam, volume: 22, volumeStrength: 0.7 });
  boat.fill(limb([2, -32], [104, -38], 3, 2), { colour: '#7b5433' });
  boat.fill(blob([-126, -26], [-60, -22], [60, -22], [118, -30], [96, 4], [40, 12], [-70, 12], [-106, 0]), { colour: look.hull, volume: 12 });
  boat.fill(limb([-124, -25], [116, -28], 3.5, 3.5), { colour: '#f1ead8', volume: 2 });
}
