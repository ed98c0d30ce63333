import { expect, test } from 'vitest';
import { frameRange } from '../../../shared/model/frame.ts';
import type { ArtefactKey } from '../../artefacts/index.ts';
import { changedLooks, looksOf } from './frame-looks.ts';

const chromaOf = (keys: readonly string[], layers: Readonly<Record<number, string>> = {}): Parameters<typeof looksOf>[1] => ({
  sharesAt: (frame) => (keys[frame] === undefined || keys[frame] === '' ? [] : [{ key: keys[frame] as ArtefactKey, weight: 1 }]),
  layersAt: (frame) => (layers[frame] === undefined ? undefined : { name: layers[frame], nodes: new Float32Array() }),
});
const whole = frameRange(0, 5);

test('frames with another plane, another layer, or colour that they had not are told, as ranges', async () => {
  const before = await looksOf(whole, chromaOf(['a', 'b', 'c', '', 'e', 'f']));
  expect(changedLooks(whole, await looksOf(whole, chromaOf(['a', 'b', 'c', '', 'e', 'f'])), { before, of: whole })).toEqual([]);
  expect(changedLooks(whole, await looksOf(whole, chromaOf(['x', 'b', 'c', 'd', 'y', 'f'], { 5: 'warmer' })), { before, of: whole })).toEqual([{ first: 0, last: 0 }, { first: 3, last: 5 }]);
});

test('a part of what was delivered is compared with its own frames', async () => {
  const part = frameRange(2, 4);
  const before = await looksOf(whole, chromaOf(['a', 'b', 'c', 'd', 'e', 'f']));
  expect(changedLooks(part, await looksOf(part, chromaOf(['x', 'x', 'c', 'x', 'e', 'x'])), { before, of: whole })).toEqual([{ first: 3, last: 3 }]);
});
