import { expect, test } from 'vitest';
import { Hint, HintInput, HintsFile, KeysFile } from './hint.ts';

test('“keep” in files of the first edition is read as an auto hint; the document and the wire accept only “auto”', () => {
  const keep = { kind: 'keep', at: [0.5, 0.25], radius: 0.1 };
  const auto = { kind: 'auto', at: [0.5, 0.25], radius: 0.1 };
  expect(HintInput.parse(keep)).toMatchObject(auto);
  expect(HintInput.parse(auto)).toMatchObject(auto);
  expect(HintsFile.parse([keep, auto]).map((hint) => hint.kind)).toEqual(['auto', 'auto']);
  expect(KeysFile.parse({ keyframes: [{ frame: 3, hints: [keep] }] }).keyframes[0]).toMatchObject({ hints: [auto] });
  expect(Hint.safeParse({ ...keep, id: 'h' }).success).toBe(false);
});

test('a colour hint in a file may have strength, reach and soft edge, within their ranges', () => {
  const point = { kind: 'point', at: [0.5, 0.5], ab: [10, 20] };
  expect(HintInput.parse({ ...point, strength: 0.5, reach: 0, softEdge: 1 })).toMatchObject({ strength: 0.5, reach: 0, softEdge: 1 });
  expect(Object.keys(HintInput.parse(point)).sort()).toEqual(['ab', 'at', 'id', 'kind', 'radius']);
  for (const wrong of [{ strength: 1.01 }, { strength: -0.1 }, { reach: 4.1 }, { softEdge: 1.5 }]) expect(HintInput.safeParse({ ...point, ...wrong }).success).toBe(false);
  expect(HintInput.safeParse({ kind: 'boundary', path: [[0, 0]], strength: 1 }).success).toBe(false);
});
