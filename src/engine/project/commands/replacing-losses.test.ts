import { expect, test } from 'vitest';
import { emptyDocument, ProjectCommand, type ProjectDocument } from '../../../shared/model/document.ts';
import { groupChanges } from '../../../shared/model/group-changes.ts';
import { sampleClip, sampleGroup, sampleKeyframe, sampleLayer, samplePoint, sampleShots } from '../testing/sample-project.ts';
import { applyCommand } from './apply-command.ts';
import { lossesOfReplacing } from './replacing-losses.ts';

const clip = sampleClip('film', 60);

function after(document: ProjectDocument, ...commands: readonly unknown[]): ProjectDocument {
  return commands.reduce<ProjectDocument>((now, command) => applyCommand(now, ProjectCommand.parse(command)), document);
}

/** A shot that was split at frame 30, with a group of hints on frames 5, 25 and 40 that is off in its second part. */
const keyframes = [5, 25, 40].map((frame) => sampleKeyframe(`key ${frame}`, 'film-1', frame, [samplePoint(`hint ${frame}`, { group: 'coats' })]));
const whole: ProjectDocument = { ...emptyDocument, clips: [clip], shots: sampleShots(clip, [0]).map((shot) => ({ ...shot, hintGroups: [sampleGroup('coats')] })), keyframes };
const split = after(whole, { kind: 'splitShot', shotId: 'film-1', at: 30, newShotId: 'other' });
const differing = after(split, { kind: 'updateHintGroup', shotId: 'other', group: { ...sampleGroup('coats'), off: true } });
const { name } = sampleGroup('coats');

test('hints that a moved cut gives to a shot with other settings of their group are told, others are not', () => {
  const changes = (document: ProjectDocument, to: number): readonly string[] => groupChanges(document, after(document, { kind: 'moveCut', shotId: 'other', to }));
  expect(changes(differing, 20)).toEqual([`The hints of “${name}” on 1 keyframe come into “Shot 01 b” and take the settings that this group has there.`]);
  expect(changes(differing, 3)).toEqual([`The hints of “${name}” on 2 keyframes come into “Shot 01 b” and take the settings that this group has there.`]);
  expect(changes(differing, 50)).toEqual([`The hints of “${name}” on 1 keyframe come into “Shot 01” and take the settings that this group has there.`]);
  expect(changes(differing, 28)).toEqual([]);
  expect(changes(split, 3)).toEqual([]);
});

test('shots in the place of others: each loss is told once', () => {
  const losing = after(differing, { kind: 'setShotFlag', shotIds: ['film-1'], flag: 'red' }, { kind: 'setShotFlag', shotIds: ['other'], flag: 'blue' }, { kind: 'addLayer', shotId: 'other', layer: sampleLayer('warm') });
  const become = (...firsts: readonly number[]): readonly string[] => lossesOfReplacing(losing, clip.id, sampleShots(clip, firsts, 'list'));
  expect(become(0)).toEqual([
    '“Shot 01 b” becomes a part of “Shot 01” and loses its blue flag.', `The hints of “${name}” on 1 keyframe come into “Shot 01” and take the settings that this group has there.`,
  ]);
  // Each part has its group.
  expect(become(0, 33)).toEqual([]);
  expect(become(0, 20)).toEqual([`The hints of “${name}” on 1 keyframe come into “Shot 02” and take the settings that this group has there.`]);
  expect(lossesOfReplacing(losing, clip.id, losing.shots)).toEqual([]);
});
