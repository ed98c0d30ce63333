import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { fitted } from '../next-document.ts';
import { sampleClip, sampleKeyframe, sampleLayer, sampleMask, sampleNetworks, samplePoint, sampleShots, sampleSwatch } from '../testing/sample-project.ts';

const clip = sampleClip('film');
const [one, two, three] = sampleShots(clip, [0, 30, 60]);
const document: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots: [one!, { ...two!, status: 'approved' }, three!], swatches: [sampleSwatch('coat')],
  keyframes: [sampleKeyframe('free', 'film-1', 5, [samplePoint('a')]), sampleKeyframe('kept', 'film-2', 35, [samplePoint('b', { swatch: 'coat' })])],
};
const after = (command: object, of = document): ProjectDocument => fitted(of, ProjectCommand.parse(command), { isStale: false });
const approved = expect.objectContaining({ code: 'project.approved', message: '“Shot 02” is approved and so locked. Set it back to in progress (Shift F5) to change it.' }) as unknown;

test.each([
  { kind: 'addHint', keyframeId: 'kept', hint: samplePoint('c') },
  { kind: 'removeKeyframe', keyframeId: 'kept' },
  { kind: 'moveKeyframe', keyframeId: 'kept', to: 40 },
  { kind: 'addKeyframe', keyframe: sampleKeyframe('new', 'film-2', 50) },
  { kind: 'addLayer', shotId: 'film-2', layer: sampleLayer('warm') },
  { kind: 'addMask', shotId: 'film-2', mask: sampleMask('coat') },
  { kind: 'setVividness', shotIds: ['film-1', 'film-2'], vividness: 0.9 },
  { kind: 'setHints', keyframeId: 'kept', hints: [] },
  { kind: 'splitShot', shotId: 'film-2', at: 40, newShotId: 'half' },
  { kind: 'mergeShots', first: 'film-1', second: 'film-2' },
  // The cut into the next shot is the end of this one.
  { kind: 'moveCut', shotId: 'film-3', to: 62 },
])('$kind does not change an approved shot', (command) => {
  expect(() => after(command)).toThrow(approved);
});

test('the others can be changed, and so can what is beside the picture and what shots share', () => {
  expect(after({ kind: 'addHint', keyframeId: 'free', hint: samplePoint('c') }).keyframes[0]!.hints).toHaveLength(2);
  expect(after({ kind: 'renameShot', shotId: 'film-2', name: 'Quay' }).shots[1]!.name).toBe('Quay');
  expect(after({ kind: 'setShotFlag', shotIds: ['film-2'], flag: 'red' }).shots[1]!.flag).toBe('red');
  expect(after({ kind: 'updateSwatch', swatch: sampleSwatch('coat', [40, 1, 2]) }).swatches[0]!.lab).toEqual([40, 1, 2]);
  expect(after({ kind: 'setShotNetworks', shotId: 'film-2', networks: sampleNetworks('1') }).shots[1]!.networks).toEqual(sampleNetworks('1'));
});

test('a shot whose approval was taken back can be changed; several approved ones are counted', () => {
  const open = after({ kind: 'setShotStatus', shotIds: ['film-2'] });
  expect(after({ kind: 'removeKeyframe', keyframeId: 'kept' }, open).keyframes).toHaveLength(1);
  const all = after({ kind: 'setShotStatus', shotIds: ['film-1', 'film-2', 'film-3'], status: 'approved' });
  expect(() => after({ kind: 'setVividness', shotIds: ['film-1', 'film-2', 'film-3'], vividness: 0.9 }, all)).toThrow('“Shot 01” and 2 more are approved and so locked. Set them back');
});
