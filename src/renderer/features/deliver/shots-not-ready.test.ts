import { expect, test } from 'vitest';
import type { ShotColour } from '../../../shared/contract/propagate.ts';
import type { ApprovalChange } from '../../../shared/model/approval.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import { ClipId, newId, ShotId } from '../../../shared/model/ids.ts';
import { changedText, notReadyText, shotsNotReady } from './shots-not-ready.ts';

const clipId = newId(ClipId);
function shot(name: string, first: number, last: number): Shot {
  return { id: newId(ShotId), clipId, name, range: frameRange(first, last), transitionIn: { kind: 'cut' }, layers: [], masks: [] };
}
function colour({ id, range }: Shot, states: string): readonly [ShotId, ShotColour] {
  return [id, { shotId: id, range, frames: Array.from(states, (state) => ({ key: state === '-' ? null : state.repeat(64) as never, confidence: null, stale: state === 's' })) }];
}

test('shots with stale frames and without colour are named before they are delivered', () => {
  const [ready, stale, empty] = [shot('Shot 01', 0, 2), shot('Shot 02', 3, 5), shot('Shot 03', 6, 9)];
  const found = shotsNotReady([ready, stale, empty], new Map([colour(ready, 'aaa'), colour(stale, 'as-')]));
  expect(found.map(({ shot: { name }, stale: frames, missing }) => [name, frames, missing])).toEqual([['Shot 02', 1, 1], ['Shot 03', 0, 4]]);
  expect(notReadyText(found, 6)).toBe('Shot 02 is stale. 6 frames have no colour yet and will be gray.');
  expect(notReadyText(found.slice(1), 1)).toBe('1 frame has no colour yet and will be gray (Shot 03).');
  expect(notReadyText([], 0)).toBeUndefined();
});

test('approved shots that have changed since are named before they are delivered, with the changes of a single one', () => {
  const [one, two, three] = [shot('Shot 01', 0, 2), shot('Shot 02', 3, 5), shot('Shot 03', 6, 9)].map((each): Shot => ({ ...each, status: 'approved' })) as [Shot, Shot, Shot];
  const changes = new Map<ShotId, readonly ApprovalChange[]>([[two.id, [{ kind: 'hints', frame: frameIndex(4) }, { kind: 'layer', name: 'Warm', how: 'changed' }]], [three.id, [{ kind: 'networks', names: ['painter 2.1.0'] }]]]);
  expect(changedText([one, two], changes)).toBe('Shot 02 has changed since it was approved: hints of frame 2, layer “Warm”.');
  expect(changedText([one, two, three], changes)).toBe('Shot 02, Shot 03 have changed since they were approved.');
  expect(changedText([one, { ...two, status: 'review' }], changes)).toBeUndefined();
});
