import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameAtX, rulerStep, timelineScale, xOfFrame, zoomTimeline } from './timeline-layout.ts';

test('the frame at a position of the timeline is the one drawn there, in clips of any length', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: 0.001, max: 60, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (frameCount, pxPerFrame, place) => {
    const scale = timelineScale(frameCount, 1600, { pxPerFrame, start: place * frameCount });
    const frame = Math.floor(place * (frameCount - 1));
    expect(frameAtX(xOfFrame(frame, scale) + scale.pxPerFrame / 2, scale)).toBe(frame);
  }));
});

test('a clip is never scrolled beyond its ends', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 200_000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-4, max: 60, noNaN: true }), (frameCount, start, pxPerFrame) => {
    const scale = timelineScale(frameCount, 900, { pxPerFrame, start });
    expect(scale.start).toBeGreaterThanOrEqual(0);
    expect(scale.start).toBeLessThanOrEqual(frameCount);
  }));
});

test('zooming keeps the frame under the pointer', () => {
  const scale = timelineScale(5000, 1200, { pxPerFrame: 2, start: 700 });
  const next = zoomTimeline(scale, 600, 1.5);
  const after = timelineScale(5000, 1200, { pxPerFrame: next.pxPerFrame, start: next.timelineStart });
  expect(frameAtX(600, after)).toBe(frameAtX(600, scale));
});

test('ruler marks lie on whole frames, and on whole seconds once those fit', () => {
  const rate = { num: 24000, den: 1001 };
  expect(rulerStep({ pxPerFrame: 90 }, rate, 80)).toBe(1);
  expect(rulerStep({ pxPerFrame: 3 }, rate, 80)).toBe(48);
  expect(rulerStep({ pxPerFrame: 0.01 }, rate, 80) % 24).toBe(0);
});
