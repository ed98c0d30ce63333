import { valueNoise } from './noise.ts';
import type { Pen } from './pen.ts';
import { between, blob, ellipse, limb, polygon, type Point } from './shapes.ts';

export interface WalkerLook {
  readonly skin: string;
  readonly hair: string;
  readonly top: string;
  readonly bottom: string;
  readonly shoes: string;
  readonly dress: boolean;
  readonly hat?: { readonly colour: string; readonly band: string };
  readonly scarf?: string;
}

const cloth = (seed: number) => (x: number, y: number): number => 0.9 + 0.2 * valueNoise(x * 0.14, y * 0.05, seed);

/** Joint of a two-part limb: from the root by the upper angle, then by the lower one; angles from straight down. */
function joints(root: Point, upper: number, lower: number, lengthUpper: number, lengthLower: number): readonly [Point, Point] {
  const middle: Point = [root[0] + Math.sin(upper) * lengthUpper, root[1] + Math.cos(upper) * lengthUpper];
  return [middle, [middle[0] + Math.sin(lower) * lengthLower, middle[1] + Math.cos(lower) * lengthLower]];
}

/**
 * A person walking to the right, seen from the side. The pen's origin is the ground under them; `tall` is their height in pen units.
 * @param phase of the step, radians; one full turn is two steps.
 */
export function paintWalker(pen: Pen, tall: number, phase: number, look: WalkerLook): void {
  const bob = Math.abs(Math.sin(phase)) * tall * 0.012;
  const hip: Point = [0, -tall * 0.5 - bob];
  const shoulder: Point = [tall * 0.015, -tall * 0.8 - bob];
  const leg = (side: number, shade: number): void => {
    const swing = Math.sin(phase + side);
    const [knee, ankle] = joints(hip, swing * 0.48, swing * 0.4 - Math.max(0, Math.cos(phase + side)) * 0.75, tall * 0.26, tall * 0.24);
    const tone = (): number => shade;
    pen.fill(limb(hip, knee, tall * 0.05, tall * 0.036), { colour: look.dress ? look.skin : look.bottom, tone, volume: tall * 0.025 });
    pen.fill(limb(knee, ankle, tall * 0.034, tall * 0.02), { colour: look.dress ? look.skin : look.bottom, tone, volume: tall * 0.02 });
    const toe: Point = [ankle[0] + tall * 0.06, ankle[1] + tall * 0.015];
    pen.fill(limb(ankle, toe, tall * 0.024, tall * 0.014), { colour: look.shoes, tone, volume: tall * 0.012 });
  };
  const arm = (side: number, shade: number): void => {
    const swing = Math.sin(phase + side) * 0.55;
    const [elbow, hand] = joints(shoulder, swing, swing + 0.35, tall * 0.16, tall * 0.15);
    const tone = (): number => shade;
    pen.fill(ellipse(hand[0], hand[1], tall * 0.021, tall * 0.024), { colour: look.skin, tone, volume: tall * 0.012 });
    pen.fill(limb(shoulder, elbow, tall * 0.036, tall * 0.028), { colour: look.top, tone, volume: tall * 0.02 });
    pen.fill(limb(elbow, between(elbow, hand, 0.88), tall * 0.028, tall * 0.02), { colour: look.top, tone, volume: tall * 0.018 });
  };
  arm(0, 0.7);
  leg(Math.PI, 0.72);
  leg(0, 1);
  const flare = Math.sin(phase) * tall * 0.02;
  const hem = look.dress ? tall * 0.235 : tall * 0.02;
  pen.fill(blob(
    [shoulder[0] - tall * 0.06, shoulder[1] - tall * 0.01], [shoulder[0] + tall * 0.055, shoulder[1] - tall * 0.005], [tall * 0.07, shoulder[1] + tall * 0.12],
    [tall * 0.06, hip[1] - tall * 0.02], [tall * (look.dress ? 0.14 : 0.075) + flare, hip[1] + hem], [flare, hip[1] + hem + tall * 0.012], [-tall * (look.dress ? 0.15 : 0.08) + flare, hip[1] + hem - tall * 0.005],
    [-tall * 0.065, hip[1] - tall * 0.04], [-tall * 0.07, shoulder[1] + tall * 0.12],
  ), { colour: look.top, tone: cloth(11), volume: tall * 0.05, volumeStrength: 0.8 });
  arm(Math.PI, 1);
  const head: Point = [tall * 0.035, -tall * 0.915 - bob];
  pen.fill(limb([tall * 0.015, -tall * 0.8 - bob], head, tall * 0.026, tall * 0.026), { colour: look.skin, volume: tall * 0.02 });
  if (look.scarf !== undefined) pen.fill(blob([-tall * 0.04, -tall * 0.835 - bob], [tall * 0.06, -tall * 0.84 - bob], [tall * 0.055, -tall * 0.8 - bob], [-tall * 0.035, -tall * 0.795 - bob], [-tall * 0.12 - flare, -tall * 0.76 - bob], [-tall * 0.1, -tall * 0.82 - bob]), { colour: look.scarf, volume: tall * 0.015 });
  const r = tall * 0.058;
  pen.fill(blob([head[0] - r * 1.15, head[1]], [head[0] - r * 0.8, head[1] - r * 1.05], [head[0] + r * 0.3, head[1] - r * 1.25], [head[0] + r * 0.8, head[1] - r * 0.5], [head[0] - r * 0.2, head[1] + r * 0.7], [head[0] - r * 0.95, head[1] + r * (look.dress ? 1.2 : 0.7)]), { colour: look.hair, volume: r * 0.4 });
  pen.fill(blob([head[0] - r * 0.35, head[1] - r * 0.55], [head[0] + r * 0.7, head[1] - r * 0.65], [head[0] + r * 0.82, head[1] - r * 0.1], [head[0] + r * 1.08, head[1] + r * 0.18], [head[0] + r * 0.8, head[1] + r * 0.35], [head[0] + r * 0.62, head[1] + r * 0.95], [head[0] + r * 0.05, head[1] + r * 0.9], [head[0] - r * 0.3, head[1] + r * 0.3]), { colour: look.skin, volume: r * 0.4 });
  pen.fill(ellipse(head[0] + r * 0.55, head[1] - r * 0.08, r * 0.09, r * 0.12), { colour: '#241a18' });
  if (look.hat !== undefined) {
    pen.fill(blob([head[0] - r * 1.0, head[1] - r * 0.55], [head[0] - r * 0.75, head[1] - r * 1.5], [head[0] + r * 0.2, head[1] - r * 1.55], [head[0] + r * 0.75, head[1] - r * 1.35], [head[0] + r * 0.85, head[1] - r * 0.6]), { colour: look.hat.colour, volume: r * 0.4 });
    pen.fill(polygon([head[0] - r * 1.0, head[1] - r * 0.85], [head[0] + r * 0.85, head[1] - r * 0.9], [head[0] + r * 0.88, head[1] - r * 0.6], [head[0] - r * 1.02, head[1] - r * 0.55]), { colour: look.hat.band });
    pen.fill(ellipse(head[0] + r * 0.05, head[1] - r * 0.55, r * 1.65, r * 0.24, -0.05), { colour: look.hat.colour, volume: r * 0.15 });
  }
}

/** Place of a walker's hand that swings forward at `side` 0 or π, for what is carried. */
export function walkerHand(tall: number, phase: number, side: number): Point {
  const swing = Math.sin(phase + side) * 0.55;
  return joints([tall * 0.015, -tall * 0.8], swing, swing + 0.35, tall * 0.16, tall * 0.15)[1];
}
