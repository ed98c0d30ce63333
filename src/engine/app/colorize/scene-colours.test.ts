import { expect, test } from 'vitest';
import { SceneId, SwatchId } from '../../../shared/model/ids.ts';
import { emptyDocument, type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { sampleKeyframe, samplePoint, sampleSwatch } from '../../project/testing/sample-project.ts';
import { sceneColours } from './scene-colours.ts';

const shot = (id: string, sceneId?: string): Shot => Shot.parse({ id, clipId: 'film', name: id, range: { first: 0, last: 9 }, transitionIn: { kind: 'cut' }, ...(sceneId === undefined ? {} : { sceneId }) });
const document: ProjectDocument = {
  ...emptyDocument, shots: [shot('a', 'night'), shot('b', 'night'), shot('c')], scenes: [{ id: SceneId.parse('night'), name: 'Night' }], swatches: [sampleSwatch('coat', [40, 30, 20])],
  keyframes: [
    sampleKeyframe('a-key', 'a', 0, [samplePoint('1', { ab: [10, 10] }), samplePoint('2', { ab: [11, 10] }), samplePoint('3', { ab: [30, 20], swatch: 'coat' }), { ...samplePoint('4', { ab: [-5, 0] }), made: 'like' }]),
    sampleKeyframe('b-key', 'b', 0, [samplePoint('5', { ab: [10, 11] }), samplePoint('6', { ab: [0, 0], swatch: 'coat' })]),
    sampleKeyframe('c-key', 'c', 0, [samplePoint('7', { ab: [60, 60] })]),
  ],
};

test('near colours are one, linked hints have their swatch’s present colour, and what a command made is no decision of its own', () => {
  expect(sceneColours(document, shot('b', 'night'))).toEqual([{ ab: [10, 10], hints: 3 }, { ab: [30, 20], hints: 2, swatch: SwatchId.parse('coat') }]);
});

test('a shot in no scene has the colours of its own keyframes', () => {
  expect(sceneColours(document, shot('c'))).toEqual([{ ab: [60, 60], hints: 1 }]);
});
