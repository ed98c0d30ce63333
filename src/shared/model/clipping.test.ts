import { expect, test } from 'vitest';
import { Clipping, clippingText, readClipping } from './clipping.ts';

const clipping = Clipping.parse({
  tintype: 'clipping', version: 1, name: '1 hint', hints: [{ kind: 'point', id: 'a', at: [0.25, 0.5], radius: 0.01, ab: [12.5, 30], swatch: 'skin', group: 'face' }],
  groups: [{ id: 'face', name: 'Face', mask: 'oval' }], masks: [{ id: 'oval', name: 'Oval', visible: true, inverted: false, feather: 0.01, keys: [{ frame: 0, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 } }] }],
  swatches: [{ id: 'skin', name: 'Skin', lab: [60, 12.5, 30], tolerance: 4, note: '' }],
});

test('a clipping is the same after the way through the clipboard, also with space around it', () => {
  expect(readClipping(clippingText(clipping))).toEqual(clipping);
  expect(readClipping(`\n  ${JSON.stringify(clipping, undefined, 2)}\n`)).toEqual(clipping);
});

test('other text is not a clipping', () => {
  for (const text of ['', 'Hello', '{"a": 1}', '[1, 2]', '#a8524a']) expect(readClipping(text)).toBeUndefined();
});

test('a damaged one is refused by one sentence that names what is wrong', () => {
  const message = (text: string): string => {
    try {
      readClipping(text);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  };
  expect(message(clippingText(clipping).slice(0, 60))).toMatch(/^What was copied is not valid JSON: [^\n]+\.$/);
  expect(message(JSON.stringify({ ...clipping, version: 2 }))).toMatch(/^What was copied is not as expected at version: [^\n]+\.$/);
  expect(message(JSON.stringify({ ...clipping, hints: [{ kind: 'point', id: 'a', at: [7, 0.5], radius: 0.01, ab: [0, 0] }] }))).toMatch(/^What was copied is not as expected at hints\[0\]\.at\[0\]: [^\n]+\.$/);
  expect(message(`{"tintype": "clipping", "name": "${'x'.repeat(17_000_000)}"}`)).toBe('What was copied is too large to be pasted.');
});
