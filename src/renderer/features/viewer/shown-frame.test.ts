import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { ShotColour } from '../../../shared/contract/propagate.ts';
import { emptyDocument, Keyframe, Shot } from '../../../shared/model/document.ts';
import { ClipId, ShotId } from '../../../shared/model/ids.ts';
import { createProjectMirror } from '../../document/project-mirror.ts';
import { createShotColours } from '../../document/shot-colours.ts';
import type { Editor } from '../../editor/editor.ts';
import { createSession } from '../../session/session-store.ts';
import { paintingName } from '../../session/painter.ts';
import { framesAhead, framesOnTheWay, planeKeyOf } from './shown-frame.ts';

const film = { parallel: 4, frameMs: 1001 / 24 };

test('while frames arrive in time, all of them are requested, from the playhead on', () => {
  expect(framesAhead(100, 1, { ...film, latencyMs: 20 }).slice(0, 4)).toEqual([100, 101, 102, 103]);
  expect(framesAhead(100, -1, { ...film, latencyMs: 20 }).slice(0, 3)).toEqual([100, 99, 98]);
});

test('when a frame takes half a second, every third is requested, far enough ahead to arrive in time', () => {
  expect(framesAhead(100, 1, { ...film, latencyMs: 500 }).slice(0, 3)).toEqual([111, 114, 117]);
});

test('the requests stay the same while the playhead moves on, so that no fetch is wasted', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom(-4, -1, 1, 2, 8), fc.double({ min: 1, max: 5000, noNaN: true }), (frame, speed, latencyMs) => {
    const now = framesAhead(frame, speed, { ...film, latencyMs });
    const next = framesAhead(frame + Math.sign(speed), speed, { ...film, latencyMs });
    expect(next.filter((each) => now.includes(each)).length).toBeGreaterThanOrEqual(now.length - 1);
  }));
});

test('while scrubbing, only frames between the shown one and the playhead may be shown, the nearest first', () => {
  expect(framesOnTheWay(90, 86)).toEqual([90, 89, 88, 87, 86]);
  expect(framesOnTheWay(4, 6)).toEqual([4, 5, 6]);
  expect(framesOnTheWay(7, 7)).toEqual([7]);
  expect(framesOnTheWay(7, undefined)).toEqual([7]);
  expect(framesOnTheWay(5000, 10)).toContain(4980);
  expect(framesOnTheWay(5000, 10)).not.toContain(4900);
});

test('dragged on from a place far from the shown frame, frames that the playhead has passed may be shown, too', () => {
  expect(framesOnTheWay(20, 479).slice(0, 5)).toEqual([20, 21, 19, 22, 18]);
  expect(framesOnTheWay(20, 44)).not.toContain(19);
});

test('the colour of a frame is that of its own clip, whichever is shown', () => {
  const [one, other] = [ClipId.parse('one'), ClipId.parse('other')];
  const shot = (id: string, clipId: ClipId): Shot => Shot.parse({ id, clipId, name: id, range: { first: 0, last: 1 }, transitionIn: { kind: 'cut' } });
  const colour = (id: string): ShotColour => ShotColour.parse({ shotId: id, range: { first: 0, last: 1 }, frames: [0, 1].map((frame) => ({ key: `${id} ${frame}`, confidence: 1 })) });
  const [project, session, colours] = [createProjectMirror(), createSession(), createShotColours()];
  project.setState({ known: true, state: { path: '', readOnly: false, revision: 1, document: { ...emptyDocument, shots: [shot('a', one), shot('b', other)], keyframes: [Keyframe.parse({ id: 'k', shotId: 'a', frame: 0, approved: false, hints: [] })] } } });
  colours.setState({ shots: new Map([[ShotId.parse('a'), colour('a')], [ShotId.parse('b'), colour('b')]]) });
  const painter = { store: createStore(() => ({ frames: new Map([[paintingName(one, 0), { painted: { key: 'painted' }, kept: { key: 'kept' } }]]) })) };
  const editor = { project, session, colours, painter } as unknown as Editor;
  session.setState({ clipId: one });
  expect([one, other].flatMap((clipId) => [0, 1].map((frame) => planeKeyOf(editor, { clipId, frame }, 'settled')))).toEqual(['kept', 'a 1', 'b 0', 'b 1']);
});
