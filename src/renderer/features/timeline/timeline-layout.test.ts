import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confidenceHeight, frameAtX, rulerStep, timelineRows, timelineScale, xOfFrame, zoomTimeline } from './timeline-layout.ts';

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

test('rows never overlap, whatever the height and the lanes; a lane without room for one track is left out', () => {
  const wish = fc.record({ tracks: fc.integer({ min: 1, max: 12 }), trackPx: fc.integer({ min: 12, max: 40 }), isFolded: fc.boolean() });
  const lanes = fc.record({ hints: fc.option(wish), masks: fc.option(wish), confidence: fc.constant({ tracks: 1, trackPx: 14, isFolded: false }), propagation: fc.constant({ tracks: 1, trackPx: 14, isFolded: false }), sound: fc.option(wish) });
  fc.assert(fc.property(fc.integer({ min: 140, max: 800 }), lanes, (height, wishes) => {
    const rows = timelineRows(height, wishes);
    const order = [rows.ruler, rows.shots, rows.keys, rows.hints, rows.masks, rows.confidence, rows.propagation, rows.sound, rows.film].filter((row) => row !== null);
    order.forEach((row, index) => {
      const before = order[index - 1];
      expect(row.top).toBeGreaterThanOrEqual(before === undefined ? 0 : before.top + before.height);
    });
    expect(rows.film.top + rows.film.height).toBeLessThanOrEqual(height);
    for (const id of ['hints', 'masks', 'sound'] as const) if (rows[id] !== null) expect(rows[id].height).toBeGreaterThanOrEqual(wishes[id]!.trackPx);
  }));
});

test('each lane gets one track before any gets a second, and the shots take what all leave', () => {
  const many = { tracks: 6, trackPx: 13, isFolded: false };
  const lanes = { hints: many, masks: many, confidence: { tracks: 1, trackPx: 14, isFolded: false }, propagation: { tracks: 1, trackPx: 14, isFolded: false }, sound: { tracks: 1, trackPx: 30, isFolded: false } };
  const small = timelineRows(250, lanes);
  expect([small.hints?.height, small.masks?.height, small.sound?.height]).toEqual([13 + 10, 13, 30]);
  const large = timelineRows(600, lanes);
  expect([large.hints?.height, large.masks?.height, large.shots.height]).toEqual([78, 78, 160]);
});

test('a confidence has its share of the height of its lane, and the lowest is still seen', () => {
  expect([0, 0.05, 0.5, 0.7, 1].map((confidence) => confidenceHeight(confidence, 14))).toEqual([2, 2, 7, 10, 14]);
  expect(confidenceHeight(1, 1)).toBe(1);
});
