import { expect, test } from 'vitest';
import { emptyDocument, type Keyframe, type ProjectDocument, Shot } from './document.ts';
import { mergeLosses, phrasesText } from './merge-losses.ts';

const shot = (id: string, first: number, more: object = {}): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first, last: first + 29 }, transitionIn: { kind: 'cut' }, ...more });
const network = (version: string): object => ({ colorize: { id: 'painter', version }, propagate: { id: 'painter', version } });
const mask = (id: string, more: object = {}): object => ({ id, name: id, visible: true, inverted: false, feather: 0.01, keys: [{ frame: 3, shape: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 } }], ...more });
const group = (id: string, more: object = {}): object => ({ id, name: id, ...more });
const scenes = ['street', 'pier'].map((id) => ({ id, name: id })) as unknown as ProjectDocument['scenes'];

function losses(first: object, second: object): readonly string[] {
  const shots = [shot('one', 0, first), shot('two', 30, second)] as const;
  const keyframes = [{ id: 'key', shotId: 'two', frame: 40, hints: [], approved: false }] as unknown as readonly Keyframe[];
  return mergeLosses({ ...emptyDocument, scenes, shots, keyframes }, shots[0], shots[1]);
}

test('what the first shot leaves open, or has alike, is not lost', () => {
  const all = { flag: 'blue', sceneId: 'pier', memory: ['a'], networks: network('2.0.0'), masks: [mask('face')], hintGroups: [group('coats')], layers: [], vividness: 1, status: 'review' };
  expect(losses({}, all)).toEqual([]);
  expect(losses(all, all)).toEqual([]);
  expect(losses(all, {})).toEqual([]);
});

test('what a shot can have only once is lost where both state it', () => {
  const first = { flag: 'red', sceneId: 'street', memory: ['a', 'b'], networks: network('1.3.0'), masks: [mask('face', { inverted: true })], hintGroups: [group('coats')] };
  const second = { flag: 'blue', sceneId: 'pier', memory: ['c'], networks: network('2.0.0'), masks: [mask('face'), mask('wall', { stopsColour: true })], hintGroups: [group('coats', { off: true })] };
  expect(losses(first, second)).toEqual([
    'its blue flag', 'its scene “pier”', '1 still of its scene memory', 'the networks that it was coloured with', 'the settings of its mask “face”', '“Stops colour” of its mask “wall”', 'the settings of its group “coats”',
  ]);
});

test('phrases are joined as one reads them', () => {
  expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(phrasesText)).toEqual(['a', 'a and b', 'a, b and c']);
});
