import { expect, test } from 'vitest';
import { ApprovedContent, approvalChangesText, changesSince } from './approval.ts';

const layer = (id: string, key: string | null): object => ({ id, name: id, key });
const content = (part: object = {}): ApprovedContent => ApprovedContent.parse({
  range: { first: 100, last: 123 }, version: 'A', clip: 'film', networks: { colorize: 'painter 2.0.0', propagate: 'propagation 1.3.0' }, keyframes: [{ frame: 104, key: 'a' }, { frame: 111, key: 'b' }],
  automatic: 'half', masks: 'none', memory: 'none', layers: [layer('Warm', 'w'), layer('Soft', 's')], colour: 'c', coloured: 24, ...part,
});
const words = (part: object, before: object = {}): string => approvalChangesText(changesSince(content(before), content(part)), 100);

test('nothing has changed while the content is the same, whatever its layers are called and its version', () => {
  expect(words({})).toBe('');
  expect(words({ version: 'B', layers: [{ ...layer('Warm', 'w'), name: 'Warmer' }, layer('Soft', 's'), layer('Off', null)] })).toBe('');
});

test('hints are named by their frame within the shot, layers by their name', () => {
  expect(words({ keyframes: [{ frame: 104, key: 'a' }, { frame: 111, key: 'x' }], layers: [layer('Warm', 'x'), layer('Soft', 's')], colour: 'd' })).toBe('hints of frame 12, layer “Warm”');
  expect(words({ keyframes: [{ frame: 100, key: 'n' }, { frame: 111, key: 'b' }], colour: 'd' })).toBe('keyframe at frame 1 added, keyframe at frame 5 removed');
});

test('a layer that is turned off is removed, a new one is added, and their order counts', () => {
  expect(words({ layers: [layer('Warm', null), layer('Soft', 's'), layer('Cold', 'c')] })).toBe('layer “Cold” added, layer “Warm” removed');
  expect(words({ layers: [layer('Soft', 's'), layer('Warm', 'w')] })).toBe('order of layers');
});

test('another network, another version and moved boundaries are told; keyframes that a boundary took away are part of it', () => {
  expect(words({ networks: { colorize: 'painter 2.1.0', propagate: 'propagation 1.3.0' }, colour: 'd' })).toBe('networks (now painter 2.1.0)');
  expect(words({ version: 'B', automatic: 'full', colour: 'd' })).toBe('version B in the place of A, automatic colour');
  expect(words({ range: { first: 110, last: 123 }, keyframes: [{ frame: 111, key: 'b' }], colour: 'd', coloured: 14 })).toBe('shot boundaries');
});

test('colour that nothing else explains is told, and frames that got colour after the approval; colour lost from the cache is no change', () => {
  expect(words({ colour: 'd' })).toBe('propagated colour');
  expect(words({}, { coloured: 20 })).toBe('4 frames coloured since');
  expect(words({ coloured: 2 })).toBe('');
});

test('of many changes four are named', () => {
  expect(words({ keyframes: [101, 102, 103].map((frame) => ({ frame, key: 'n' })) })).toBe('keyframe at frame 2 added, keyframe at frame 3 added, keyframe at frame 4 added, keyframe at frame 5 removed and 1 more');
});
