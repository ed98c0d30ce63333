import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PictureFormat } from '../../shared/model/clip.ts';
import { panBy, placePicture, shownSize, toImage, toScreen, type View, zoomAround } from './view.ts';

const picture: PictureFormat = { width: 720, height: 576, sampleAspect: { num: 16, den: 15 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt601', scan: 'progressive' };
const viewer = { width: 1000, height: 600 };
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const rotation = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const);
const view = fc.oneof(fc.constant<View>({ kind: 'fit' }), fc.record({ kind: fc.constant('free' as const), zoom: fc.double({ min: 0.1, max: 20, noNaN: true }), centre: fc.tuple(fraction, fraction) }));

test('picture to screen and back gives the same position, for every rotation of the clip', () => {
  fc.assert(fc.property(fraction, fraction, rotation, view, (x, y, turned, how) => {
    const placement = placePicture({ ...picture, rotation: turned }, viewer, how);
    const [backX, backY] = toImage(toScreen([x, y], placement), placement);
    expect(backX).toBeCloseTo(x, 6);
    expect(backY).toBeCloseTo(y, 6);
  }));
});

test('zooming keeps the position under the pointer', () => {
  fc.assert(fc.property(view, fc.double({ min: 0.8, max: 1.25, noNaN: true }), fc.double({ min: 0, max: 1000, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true }), (how, factor, x, y) => {
    const before = toImage({ x, y }, placePicture(picture, viewer, how));
    const after = toImage({ x, y }, placePicture(picture, viewer, zoomAround(picture, viewer, how, { at: { x, y }, factor })));
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
  }));
});

test('panning moves the picture by as many pixels as the pointer', () => {
  const before = placePicture(picture, viewer, { kind: 'fit' });
  const after = placePicture(picture, viewer, panBy(picture, viewer, { kind: 'fit' }, { x: 30, y: -12 }));
  expect(after.left - before.left).toBeCloseTo(30, 6);
  expect(after.top - before.top).toBeCloseTo(-12, 6);
});

test('the picture cannot be moved out of the viewer by panning or zooming', () => {
  const distance = fc.double({ min: -5000, max: 5000, noNaN: true });
  fc.assert(fc.property(view, distance, distance, fc.double({ min: 0.01, max: 100, noNaN: true }), (how, x, y, factor) => {
    const panned = panBy(picture, viewer, how, { x, y });
    for (const now of [panned, zoomAround(picture, viewer, panned, { at: { x: 0, y: 600 }, factor })]) {
      const { left, top, width, height } = placePicture(picture, viewer, now);
      const seen = [Math.min(1000, left + width) - Math.max(0, left), Math.min(600, top + height) - Math.max(0, top)] as const;
      expect(seen[0]).toBeGreaterThan(Math.min(48, width) - 0.01);
      expect(seen[1]).toBeGreaterThan(Math.min(48, height) - 0.01);
    }
  }));
});

test('a clip with non-square samples is shown in its display aspect, upright', () => {
  expect(shownSize(picture)).toEqual({ width: 768, height: 576 });
  expect(shownSize({ ...picture, rotation: 90 })).toEqual({ width: 576, height: 768 });
});
