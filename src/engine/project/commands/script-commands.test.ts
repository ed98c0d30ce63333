import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { Hint } from '../../../shared/model/hint.ts';
import { sampleClip, sampleKeyframe, samplePoint, sampleShots, sampleSwatch } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';

const clip = sampleClip('film', 60);
const [one, two] = sampleShots(clip, [0, 30]);
const film: ProjectDocument = {
  ...emptyDocument, clips: [clip], shots: [{ ...one!, hintGroups: [] }, two!], swatches: [sampleSwatch('cloth', [40, 33, 11])],
  keyframes: [
    sampleKeyframe('k', one!.id, 2, [samplePoint('a'), samplePoint('b'), Hint.parse({ kind: 'boundary', id: 'edge', path: [[0, 0], [1, 1]] })]),
    sampleKeyframe('m', two!.id, 40, [samplePoint('e')]), sampleKeyframe('n', two!.id, 50, [samplePoint('f')]),
  ],
};
const link = (document: ProjectDocument, hints: readonly object[]): ProjectDocument => applyCommand(document, ProjectCommand.parse({ kind: 'linkHints', swatchId: 'cloth', hints }));

test('hints of several keyframes take the colour of a swatch and follow it; the others keep their identity', () => {
  const linked = link(film, [{ keyframeId: 'k', hintIds: ['b'] }, { keyframeId: 'm', hintIds: ['e'] }]);
  expect(linked.keyframes.flatMap(({ hints }) => hints.map((hint) => ('swatch' in hint ? [hint.id, hint.ab, hint.swatch] : hint.id)))).toEqual(['a', ['b', [33, 11], 'cloth'], 'edge', ['e', [33, 11], 'cloth'], 'f']);
  expect([linked.keyframes[2], linked.keyframes[0]?.hints[0]]).toEqual([film.keyframes[2], film.keyframes[0]?.hints[0]]);
  expect(linked.keyframes[2]).toBe(film.keyframes[2]);
});

test('a hint without a colour, one of a locked group and one that is not there are refused', () => {
  const refusal = (document: ProjectDocument, hintId: string): unknown => {
    try {
      return link(document, [{ keyframeId: 'k', hintIds: [hintId] }]);
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  const locked = applyCommand(film, ProjectCommand.parse({ kind: 'addHintGroup', shotId: one!.id, group: { id: 'dress', name: 'Dress', locked: true }, hintIds: ['a'] }));
  expect([refusal(film, 'edge'), refusal(locked, 'a'), refusal(film, 'gone')]).toEqual(['input.malformed', 'input.hintLocked', 'project.notFound']);
});
