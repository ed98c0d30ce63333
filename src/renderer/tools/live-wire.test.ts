import { expect, test } from 'vitest';
import type { ImagePoint } from '../../shared/model/hint.ts';
import { createLiveWire, edgeMap } from './live-wire.ts';

const SIZE = { width: 200, height: 160 };

/** A bright disc on a dark ground with grain; the grain is the same in every run. */
function disc(): Uint8Array {
  let seed = 7;
  const grain = (): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return (seed / 0x7fffffff - 0.5) * 24;
  };
  return Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, index) => {
    const inside = Math.hypot((index % SIZE.width) - 100, Math.floor(index / SIZE.width) - 80) < 50;
    return Math.max(0, Math.min(255, (inside ? 170 : 80) + grain()));
  });
}
const fromMiddle = ([x, y]: ImagePoint): number => Math.hypot(x * SIZE.width - 100.5, y * SIZE.height - 80.5);
const onRim = (degrees: number): ImagePoint => [(100.5 + 50 * Math.cos((degrees * Math.PI) / 180)) / SIZE.width, (80.5 + 50 * Math.sin((degrees * Math.PI) / 180)) / SIZE.height];

test('a line between two positions of an edge follows the edge instead of the chord', () => {
  const wire = createLiveWire(edgeMap(disc(), SIZE));
  wire.anchor(onRim(0));
  const line = wire.lineTo(onRim(100));
  expect(line.length).toBeGreaterThan(10);
  for (const place of line) expect(Math.abs(fromMiddle(place) - 50)).toBeLessThan(3);
});

test('on uniform ground a line is nearly straight', () => {
  const wire = createLiveWire(edgeMap(new Uint8Array(SIZE.width * SIZE.height).fill(90), SIZE));
  wire.anchor([0.2, 0.5]);
  for (const [, y] of wire.lineTo([0.5, 0.5])) expect(Math.abs(y - 0.5) * SIZE.height).toBeLessThan(1.5);
});

test('a position near an edge snaps to it, one far from any edge stays', () => {
  const wire = createLiveWire(edgeMap(disc(), SIZE));
  expect(Math.abs(fromMiddle(wire.snap([(100.5 + 53.5) / SIZE.width, 0.5])) - 50)).toBeLessThan(2);
  expect(wire.snap([0.5, 0.5])).toEqual([0.5, 0.5]);
});

test('a position out of reach, or without an anchor, gets a straight line', () => {
  const wide = { width: 600, height: 40 };
  const wire = createLiveWire(edgeMap(new Uint8Array(wide.width * wide.height), wide));
  expect(wire.lineTo([0.9, 0.5])).toEqual([[0.9, 0.5]]);
  wire.anchor([0.1, 0.5]);
  expect(wire.lineTo([0.9, 0.5])).toEqual([[0.9, 0.5]]);
});
