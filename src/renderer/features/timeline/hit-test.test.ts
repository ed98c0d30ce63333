import { expect, test } from 'vitest';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { Shot } from '../../../shared/model/document.ts';
import { hitTest, type TimelineHit, type TimelineThings } from './hit-test.ts';
import { laneSettings, laneWishes } from './lane-settings.ts';
import { type HintTrack, maskTracks, trackRows } from './lane-tracks.ts';
import { LABELS_PX, markX, timelineRows, timelineScale, xOfFrame } from './timeline-layout.ts';

const shape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.1, 0.1], angle: 0 };
const shot = Shot.parse({
  id: 's', clipId: 'film', name: 'Shot', range: { first: 0, last: 99 }, transitionIn: { kind: 'cut' },
  masks: ['Face', 'Dress'].map((name, index) => ({ id: name, name, visible: true, inverted: false, feather: 0, keys: [{ frame: 20 + index, shape }, { frame: 40 + index, shape, tracked: true }], lost: [{ first: 60, last: 69 }] })),
});
const colour = ShotColour.parse({ shotId: 's', range: shot.range, frames: Array.from({ length: 100 }, (_, frame) => ({ key: frame < 50 ? 'a'.repeat(64) : null, confidence: null, stale: frame < 10 })) });
const hints: readonly HintTrack[] = [{ groupId: undefined, name: '', hex: '#806040', isOff: false, frames: [5, 30] }];
const masks = maskTracks(shot);

/** 10 CSS px a frame. @param folded lanes whose tracks lie on one another */
function things(folded: object = {}): TimelineThings {
  return {
    scale: timelineScale(100, LABELS_PX + 1024, { pxPerFrame: 10, start: 0 }), rows: timelineRows(400, laneWishes({ hints: 1, masks: 2, sound: false }, laneSettings(JSON.stringify(folded)))), scrolled: { hints: 0, masks: 0 },
    shots: [{ shot, state: 'partial', propagation: { colour, drafts: undefined, job: 'queued', begun: new Set([60]) }, hints, masks }],
    tracks: { hints: trackRows([{ name: '' }]), masks: trackRows([{ name: 'Face' }, { name: 'Dress' }]) }, keys: [], suggestions: [], notes: [],
  };
}

function hitAt(all: TimelineThings, frame: number, row: 'hints' | 'masks' | 'propagation', track = 0): TimelineHit {
  const { top, trackPx } = all.rows[row]!;
  return hitTest(markX(frame, all.scale), top + (track + 0.5) * trackPx, all);
}

test('a mark in the lane of hints is the keyframe of its group; beside it lies the frame', () => {
  expect(hitAt(things(), 30, 'hints')).toMatchObject({ kind: 'hints', frame: 30, name: '' });
  expect(hitAt(things(), 50, 'hints')).toEqual({ kind: 'frame', frame: 50 });
});

test('shapes of a mask are hit in its own track, by hand or tracked; elsewhere the track says how the shape came about', () => {
  expect(hitAt(things(), 20, 'masks', 0)).toMatchObject({ mask: { name: 'Face' }, frame: 20, shape: 'byHand' });
  expect(hitAt(things(), 40, 'masks', 0)).toMatchObject({ mask: { name: 'Face' }, frame: 40, shape: 'tracked' });
  expect(hitAt(things(), 21, 'masks', 1)).toMatchObject({ mask: { name: 'Dress' }, frame: 21, shape: 'byHand' });
  expect(hitAt(things(), 65, 'masks', 1)).toMatchObject({ mask: { name: 'Dress' }, frame: 65, span: 'lost', shape: undefined });
});

test('in a folded lane masks lie on one another: the one with a shape there is hit', () => {
  const folded = things({ masks: { isFolded: true, trackPx: 13 } });
  expect(folded.rows.masks?.height).toBe(12);
  expect(hitAt(folded, 20, 'masks')).toMatchObject({ mask: { name: 'Face' }, shape: 'byHand' });
  expect(hitAt(folded, 41, 'masks')).toMatchObject({ mask: { name: 'Dress' }, shape: 'tracked' });
  expect(hitTest(xOfFrame(22, folded.scale), folded.rows.masks!.top + 6, folded)).toMatchObject({ mask: { name: 'Dress' }, frame: 21, shape: 'byHand' });
});

test('the lane of propagation tells each frame’s state', () => {
  const states = [5, 30, 55, 60].map((frame) => hitAt(things(), frame, 'propagation')).map((hit) => (hit.kind === 'propagation' ? hit.state : hit.kind));
  expect(states).toEqual(['queued', 'made', 'queued', 'now']);
  const paused = { ...things(), shots: things().shots.map((each) => ({ ...each, propagation: { ...each.propagation, job: 'paused' as const, begun: undefined } })) };
  expect([5, 20, 60].map((frame) => hitAt(paused, frame, 'propagation'))).toMatchObject([{ state: 'paused' }, { state: 'made' }, { state: 'paused' }]);
  const idle = { ...things(), shots: things().shots.map((each) => ({ ...each, propagation: { ...each.propagation, job: undefined, begun: undefined } })) };
  expect([5, 55].map((frame) => hitAt(idle, frame, 'propagation'))).toEqual([{ kind: 'propagation', frame: 5, state: 'stale' }, { kind: 'propagation', frame: 55, state: 'none' }]);
});
