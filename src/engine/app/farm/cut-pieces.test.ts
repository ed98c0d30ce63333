import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import { cutPieces } from './cut-pieces.ts';

const ends = (pieces: ReturnType<typeof cutPieces>): readonly (readonly [number, number])[] => pieces.map(({ first, last }) => [first, last]);

test('pieces begin at cuts of the film where there are some, else after the most frames', () => {
  expect(ends(cutPieces(frameRange(10, 49), { most: 12, cuts: [10, 20, 23], blocks: [] }))).toEqual([[10, 19], [20, 31], [32, 43], [44, 49]]);
});

test('frames that one unit makes stay together, unless they are more than a piece has', () => {
  expect(ends(cutPieces(frameRange(0, 59), { most: 20, cuts: [], blocks: [frameRange(15, 30), frameRange(31, 32), frameRange(33, 59)] }))).toEqual([[0, 14], [15, 34], [35, 54], [55, 59]]);
});

test('pieces are the whole range in order, and none parts a block', () => {
  const block = fc.tuple(fc.nat(120), fc.nat(30)).map(([first, length]) => frameRange(first, first + length));
  fc.assert(fc.property(fc.nat(20), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(140)), fc.array(block), (first, length, most, cuts, blocks) => {
    const pieces = cutPieces(frameRange(first, first + length - 1), { most, cuts, blocks });
    expect(pieces.flatMap((piece) => Array.from({ length: piece.last - piece.first + 1 }, (_, offset) => piece.first + offset))).toEqual(Array.from({ length }, (_, offset) => first + offset));
    for (const { last } of pieces.slice(0, -1)) expect(blocks.filter((each) => each.first <= last && each.last > last && each.last - each.first < most)).toEqual([]);
  }));
});
