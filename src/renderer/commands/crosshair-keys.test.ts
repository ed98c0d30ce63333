import { expect, test } from 'vitest';
import { crosshairStep } from './crosshair-keys.ts';

const none = { shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
const picture = { width: 400, height: 200, rotation: 0 as const };

test('arrow keys move by a percent of the width, by five with Shift, by a pixel with Alt', () => {
  const moved = (press: object): readonly number[] | undefined => crosshairStep({ ...none, key: 'ArrowRight', ...press }, [0.5, 0.5], picture);
  expect(moved({})).toEqual([expect.closeTo(0.51), 0.5]);
  expect(moved({ shiftKey: true })).toEqual([expect.closeTo(0.55), 0.5]);
  expect(moved({ altKey: true })).toEqual([expect.closeTo(0.5025), 0.5]);
  // As far down as to the side, in pixels.
  expect(moved({ key: 'ArrowDown' })).toEqual([0.5, expect.closeTo(0.52)]);
  expect([moved({ key: 'Enter' }), moved({ ctrlKey: true })]).toEqual([undefined, undefined]);
});

test('it stays within the picture, and moves as the picture is seen, whichever way that is turned', () => {
  expect(crosshairStep({ ...none, key: 'ArrowLeft', shiftKey: true }, [0.01, 0.5], picture)).toEqual([0, 0.5]);
  expect(crosshairStep({ ...none, key: 'ArrowRight' }, [0.5, 0.5], { width: 200, height: 400, rotation: 90 })).toEqual([0.5, expect.closeTo(0.49)]);
});
