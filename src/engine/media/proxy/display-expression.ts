import { transferCurve } from '../../../shared/colour/transfer.ts';

const SEGMENTS = 64;

/**
 * A lookup filter's expression for the display code of a code `val`: the sRGB code of the gray that the signal stands for. Curves differ in
 * form, so a curve is given by straight pieces between points that lie on it, more of them in the dark.
 * @param light of the display picture, white = 1, by signal; see `shownLight`
 * @param code offset and scale of the codes that come in, and the highest code that goes out
 */
export function displayExpression(light: (signal: number) => number, code: { readonly offset: number; readonly scale: number; readonly highest: number }): string {
  const { toSignal } = transferCurve('display');
  const shown = (signal: number): number => code.highest * Math.min(1, Math.max(0, toSignal(Math.max(0, light(signal)))));
  const points = Array.from({ length: SEGMENTS + 1 }, (_, index) => {
    const signal = (index / SEGMENTS) ** 2;
    return { at: code.offset + signal * code.scale, value: shown(signal) };
  });
  return pieces(points, 0, points.length - 1);
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** Halved again and again, so that the expression is as deep as the logarithm of the number of its pieces. */
function pieces(points: readonly Point[], first: number, last: number): string {
  if (last - first === 1) {
    const [from, to] = [points[first]!, points[last]!];
    const slope = (to.value - from.value) / (to.at - from.at);
    const line = `${number(from.value)}+${number(slope)}*(val-${number(from.at)})`;
    return first === 0 || last === points.length - 1 ? `clip(${line}\\,${number(points[0]!.value)}\\,${number(points.at(-1)!.value)})` : line;
  }
  const middle = (first + last) >> 1;
  return `if(lt(val\\,${number(points[middle]!.at)})\\,${pieces(points, first, middle)}\\,${pieces(points, middle, last)})`;
}

function number(value: number): string {
  return value.toFixed(6);
}
