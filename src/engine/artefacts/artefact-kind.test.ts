import { expect, test } from 'vitest';
import { HintId, SwatchId } from '../../shared/model/ids.ts';
import { type ArtefactKey, artefactKey, parseArtefactKey } from './artefact-kind.ts';
import { ARTEFACT_KINDS, blendedPlaneKind, frameReadingKind, paintedKeyframeKind, spanKind } from './kinds.ts';

const hint = { kind: 'point' as const, id: HintId.parse('h1'), at: [0.5, 0.5] as const, radius: 0.01, ab: [10, 20] as const };
const painted = (change: Partial<Parameters<typeof artefactKey<typeof paintedKeyframeKind.inputs>>[1]> = {}): ArtefactKey =>
  artefactKey(paintedKeyframeKind, { clip: 'a', frame: 1, hints: [hint], network: 'n', ...change });

test('equal inputs have equal keys, whatever the order of their fields; every value changes the key', () => {
  expect(artefactKey(spanKind, { clip: 'a', network: 'n' })).toBe(artefactKey(spanKind, { network: 'n', clip: 'a' }));
  const keys = [painted(), painted({ clip: 'b' }), painted({ frame: 2 }), painted({ hints: [] }), painted({ hints: [{ ...hint, ab: [10, 21] }] }), painted({ reference: 'r' }), painted({ network: 'm' })];
  expect(new Set(keys).size).toBe(keys.length);
});

test('the id of a hint and the swatch that its colour came from do not change the key', () => {
  expect(painted({ hints: [{ ...hint, id: HintId.parse('h2'), swatch: SwatchId.parse('s') }] })).toBe(painted());
});

test('kinds and versions have different keys', () => {
  const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
  expect(artefactKey(blendedPlaneKind, { span, frame: 1 })).not.toBe(artefactKey({ ...blendedPlaneKind, version: 99 }, { span, frame: 1 }));
  const reads = [{ frame: 0, key: span }];
  const reading = { clip: 'a', frame: 1, reads, flow: [], schedule: 's', network: 'n' };
  expect(artefactKey(frameReadingKind, reading)).not.toBe(artefactKey(frameReadingKind, { ...reading, flow: reads }));
  expect(new Set(ARTEFACT_KINDS.map(({ kind }) => kind)).size).toBe(ARTEFACT_KINDS.length);
});

test('inputs of another kind are refused, and only valid keys are accepted', () => {
  expect(() => artefactKey(paintedKeyframeKind, { clip: '', frame: -1, hints: [], network: 'n' })).toThrow();
  expect(parseArtefactKey(painted())).toBe(painted());
  for (const text of ['../../etc/passwd', `${painted()}0`, painted().toUpperCase(), '']) expect(parseArtefactKey(text)).toBeUndefined();
});
