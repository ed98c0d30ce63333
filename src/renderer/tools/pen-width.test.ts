import { expect, test } from 'vitest';
import { penWidth } from './pen-width.ts';

const upright = { pointerType: 'pen', tiltX: 0, tiltY: 0 };

test('a mouse draws the brush as it is set, whatever pressure it claims', () => {
  expect(penWidth({ pointerType: 'mouse', pressure: 0.5, tiltX: 0, tiltY: 0 })).toBe(1);
  expect(penWidth({ pointerType: 'mouse', pressure: 0, tiltX: 30, tiltY: 0 })).toBe(1);
});

test('a pen draws thinner when it is pressed lightly and broader when it is pressed hard', () => {
  expect(penWidth({ ...upright, pressure: 0.5 })).toBeCloseTo(1);
  const widths = [0, 0.25, 0.5, 0.75, 1].map((pressure) => penWidth({ ...upright, pressure }));
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBeCloseTo(0.4);
  expect(widths[4]).toBeCloseTo(1.6);
});

test('a pen that is laid flat draws broader, to whichever side it leans', () => {
  const leaning = penWidth({ ...upright, pressure: 0.5, tiltX: 45 });
  expect(leaning).toBeGreaterThan(1.3);
  expect(penWidth({ ...upright, pressure: 0.5, tiltY: -45 })).toBeCloseTo(leaning);
  expect(penWidth({ ...upright, pressure: 0.5, tiltX: 90, tiltY: 90 })).toBeCloseTo(1.6);
});
