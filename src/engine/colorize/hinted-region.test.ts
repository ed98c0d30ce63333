import { expect, test } from 'vitest';
import { isColourHint, positionsOf } from '../../shared/model/hint-kinds.ts';
import { Hint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import type { PaintedPlane, PaintRequest } from './colorizer.ts';
import { regionOfHints } from './hinted-region.ts';

const SIZE = { width: 120, height: 80 };
const luma = { ...SIZE, frame: 0, lightness: new Float32Array(SIZE.width * SIZE.height) };
const point = (x: number, y: number): Hint => Hint.parse({ kind: 'point', id: newId(HintId), at: [x / SIZE.width, y / SIZE.height], radius: 0.02, ab: [10, 10] });
/** The thing is a box; a second one like it lies beside it. */
const isThing = (x: number, y: number): boolean => y >= 20 && y < 60 && ((x >= 20 && x < 60) || (x >= 80 && x < 110));

/** Paints each place with its automatic colour and with those of the hints, the more the nearer they are; of hints on the same kind of place twenty times as much. No hint reaches a vague place. */
function painterWith(asked: PaintRequest[], isVague: (x: number, y: number) => boolean = () => false): { paint(request: PaintRequest): Promise<PaintedPlane> } {
  return {
    paint(request) {
      asked.push(request);
      const count = SIZE.width * SIZE.height;
      const samples = new Int16Array(2 * count);
      for (let index = 0; index < count; index++) {
        const [x, y] = [(index % SIZE.width) + 0.5, Math.floor(index / SIZE.width) + 0.5];
        let [sum, a, b] = [1, 8, -8];
        for (const hint of request.hints.filter(isColourHint)) for (const [atX, atY] of positionsOf(hint)) {
          const like = isVague(x, y) ? 0 : isThing(atX * SIZE.width, atY * SIZE.height) === isThing(x, y) ? 20 : 0.2;
          const weight = like * Math.exp(-Math.hypot(atX * SIZE.width - x, atY * SIZE.height - y) / 25);
          [sum, a, b] = [sum + weight, a + weight * hint.ab[0], b + weight * hint.ab[1]];
        }
        [samples[index], samples[count + index]] = [Math.round((256 * a) / sum), Math.round((256 * b) / sum)];
      }
      return Promise.resolve({ plane: { ...SIZE, samples }, outOfGamut: 0 });
    },
  };
}

test('the region is what a hint claims, joined to it, and no more', async () => {
  const asked: PaintRequest[] = [];
  const boundary = Hint.parse({ kind: 'boundary', id: newId(HintId), path: [[0.1, 0.1], [0.2, 0.1]] });
  const region = await regionOfHints(painterWith(asked), { frameKey: 'f', luma, inside: [point(40, 40)], outside: [point(5, 5)], boundaries: [boundary] });
  let wrong = 0;
  for (let index = 0; index < SIZE.width * SIZE.height; index++) {
    const [x, y] = [index % SIZE.width, Math.floor(index / SIZE.width)];
    if ((region!.values[index]! > 0.5) !== (isThing(x, y) && x < 70)) wrong++;
  }
  expect(wrong).toBeLessThan(80);
  // Each question is asked in a colour and in its opposite, with the boundaries; the second knows places that are outside.
  expect(asked.map(({ hints }) => hints.filter((hint) => hint.kind === 'boundary').length)).toEqual([1, 1, 1, 1]);
  expect(asked[2]!.hints.length).toBeGreaterThan(asked[0]!.hints.length);
});

test('where other hints have all of the place there is no region', async () => {
  const crowd = Array.from({ length: 60 }, () => point(41, 41));
  expect(await regionOfHints(painterWith([]), { frameKey: 'f', luma, inside: [point(40, 40)], outside: crowd, boundaries: [] })).toBeUndefined();
});

test('hints on a thing keep their strong colours, whatever its lightness', async () => {
  const asked: PaintRequest[] = [];
  await regionOfHints(painterWith(asked), { frameKey: 'f', luma, inside: [point(40, 40)], outside: [], boundaries: [] });
  expect(asked.every(({ isUnseen }) => isUnseen === true)).toBe(true);
});

test('what is far from three hints is outside, though it is alike', async () => {
  const asked: PaintRequest[] = [];
  const inside = [point(22, 22), point(30, 22), point(22, 30)];
  await regionOfHints(painterWith(asked), { frameKey: 'f', luma, inside, outside: [], boundaries: [] });
  const against = asked.at(-1)!.hints.filter(isColourHint).slice(inside.length).flatMap(positionsOf).map(([x, y]) => [x * SIZE.width, y * SIZE.height] as const);
  // At least 0.29 of the width away from all of them, and from what is between them.
  expect(against.some(([x, y]) => x > 90 && y > 20 && y < 60 && isThing(x, y))).toBe(true);
});

test('what moves with the thing belongs to it', async () => {
  const motion = (moves: (x: number, y: number) => boolean) => ({
    width: SIZE.width / 4, height: SIZE.height / 4, dy: new Float32Array(600),
    dx: Float32Array.from({ length: 600 }, (_, index) => (moves(4 * (index % 30) + 2, 4 * Math.floor(index / 30) + 2) ? 2 : 0)),
  });
  const isAbove = (x: number, y: number): boolean => x >= 20 && x < 60 && y >= 8 && y < 20;
  const regionArea = async (moves: (x: number, y: number) => boolean): Promise<number> => {
    const region = await regionOfHints(painterWith([], isAbove), { frameKey: 'f', luma, inside: [point(40, 40)], outside: [], boundaries: [], motion: motion(moves) });
    return Array.from(region!.values).filter((value) => value > 0.5).length;
  };
  const isBox = (x: number, y: number): boolean => isThing(x, y) && x < 70;
  const [alone, together] = [await regionArea(isBox), await regionArea((x, y) => isBox(x, y) || isAbove(x, y))];
  expect(together).toBeGreaterThan(alone + 200);
});
