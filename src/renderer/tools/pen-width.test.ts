import { expect, test } from 'vitest';
import { penWidth } from './pen-width.ts';

const upright = { pointerType: 'pen', tiltX: 0, tiltY: 0 };

test('a mouse draws at the brush radius, whatever pressure it reports', () => {
  expect(penWidth({ pointerType: 'mouse', pressure: 0.5, tiltX: 0, tiltY: 0 })).toBe(1);
  expect(penWidth({ pointerType: 'mouse', pressure: 0, tiltX: 30, tiltY: 0 })).toBe(1);
});

test('light pressure of a pen draws thinner, hard pressure wider', () => {
  expect(penWidth({ ...upright, pressure: 0.5 })).toBeCloseTo(1);
  const widths = [0, 0.25, 0.5, 0.75, 1].map((pressure) => penWidth({ ...upright, pressure }));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBeCloseTo(0.4);
  expect(widths[4]).toBeCloseTo(1.6);
});

test('a tilted pen draws wider, in whichever direction it is tilted', () => {
  const leaning = penWidth({ ...upright, pressure: 0.5, tiltX: 45 });
  expect(leaning).toBeGreaterThan(1.3);
  expect(penWidth({ ...upright, pressure: 0.5, tiltY: -45 })).toBeCloseTo(leaning);
  expect(penWidth({ ...upright, pressure: 0.5, tiltX: 90, tiltY: 90 })).toBeCloseTo(1.6);
});
