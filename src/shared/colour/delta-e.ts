import type { Triple } from './lab.ts';

const DEGREE = Math.PI / 180;
const TWENTY_FIVE_7 = 25 ** 7;

/** CIEDE2000 difference of two Lab colours, k_L = k_C = k_H = 1. Source: Sharma, Wu, Dalal 2005, equations 2–22. */
export function deltaE2000(first: Triple, second: Triple): number {
  const [l1, a1, b1] = first;
  const [l2, a2, b2] = second;
  const meanChroma7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const g = 0.5 * (1 - Math.sqrt(meanChroma7 / (meanChroma7 + TWENTY_FIVE_7)));
  const a1p = a1 * (1 + g);
  const a2p = a2 * (1 + g);
  const c1 = Math.hypot(a1p, b1);
  const c2 = Math.hypot(a2p, b2);
  const h1 = hue(a1p, b1);
  const h2 = hue(a2p, b2);
  const chromatic = c1 * c2 > 0;

  let hueStep = h2 - h1;
  if (hueStep > 180) hueStep -= 360;
  else if (hueStep < -180) hueStep += 360;
  if (!chromatic) hueStep = 0;
  const dL = l2 - l1;
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((hueStep / 2) * DEGREE);

  const meanL = (l1 + l2) / 2;
  const meanC = (c1 + c2) / 2;
  const meanH = meanHue(h1, h2, chromatic);
  const t = 1 - 0.17 * Math.cos((meanH - 30) * DEGREE) + 0.24 * Math.cos(2 * meanH * DEGREE)
    + 0.32 * Math.cos((3 * meanH + 6) * DEGREE) - 0.2 * Math.cos((4 * meanH - 63) * DEGREE);
  const fromMiddle = (meanL - 50) ** 2;
  const sL = 1 + (0.015 * fromMiddle) / Math.sqrt(20 + fromMiddle);
  const sC = 1 + 0.045 * meanC;
  const sH = 1 + 0.015 * meanC * t;
  const meanC7 = meanC ** 7;
  const turn = 30 * Math.exp(-(((meanH - 275) / 25) ** 2));
  const rT = -Math.sin(2 * turn * DEGREE) * 2 * Math.sqrt(meanC7 / (meanC7 + TWENTY_FIVE_7));
  return Math.sqrt(Math.max(0, (dL / sL) ** 2 + (dC / sC) ** 2 + (dH / sH) ** 2 + rT * (dC / sC) * (dH / sH)));
}

function hue(a: number, b: number): number {
  if (a === 0 && b === 0) return 0;
  const degrees = Math.atan2(b, a) / DEGREE;
  return degrees < 0 ? degrees + 360 : degrees;
}

function meanHue(h1: number, h2: number, chromatic: boolean): number {
  const sum = h1 + h2;
  if (!chromatic) return sum;
  if (Math.abs(h1 - h2) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}
