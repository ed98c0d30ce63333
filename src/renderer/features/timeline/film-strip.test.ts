import { expect, test } from 'vitest';
import { ClipId } from '../../../shared/model/ids.ts';
import { emptyDocument, Keyframe, type ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { stageRuns, stripFrameAt, stripX } from './film-strip.ts';

const clipId = ClipId.parse('film');
const stages = ['approved', 'review', undefined, undefined] as const;

/** Shots of ten frames; every fourth is approved, needs review, has a keyframe, has nothing. */
function filmOf(count: number): { readonly document: ProjectDocument; readonly frameCount: number } {
  const shots = Array.from({ length: count }, (_, index) => {
    const status = stages[index % 4];
    return Shot.parse({ id: `s${index}`, clipId, name: `Shot ${index}`, range: { first: index * 10, last: index * 10 + 9 }, transitionIn: { kind: 'cut' }, ...(status === undefined ? {} : { status }) });
  });
  const keyframes = shots.filter((_, index) => index % 4 === 2).map((shot) => Keyframe.parse({ id: `k${shot.id}`, shotId: shot.id, frame: shot.range.first, hints: [], approved: false }));
  return { document: { ...emptyDocument, shots, keyframes }, frameCount: count * 10 };
}

test('each shot lies in the strip with its stage, a gap after it', () => {
  const { document, frameCount } = filmOf(4);
  expect(stageRuns(document, clipId, { width: 400, frameCount })).toEqual([
    { stage: 'approved', left: 0, right: 99 }, { stage: 'review', left: 100, right: 199 }, { stage: 'inProgress', left: 200, right: 299 }, { stage: 'notStarted', left: 300, right: 399 },
  ]);
});

test('shots that are narrower than a pixel are drawn together: a film of 4,000 shots takes no more than its width, without gaps', () => {
  const { document, frameCount } = filmOf(4_000);
  const runs = stageRuns(document, clipId, { width: 1000, frameCount });
  expect(runs.length).toBeLessThanOrEqual(1000);
  expect(runs[0]!.left).toBe(0);
  expect(runs.at(-1)!.right).toBe(1000);
  for (const [index, run] of runs.entries()) if (index > 0) expect(run.left).toBe(runs[index - 1]!.right);
});

test('the frame under a position of the strip is the one drawn there', () => {
  const strip = { width: 1000, frameCount: 130_000 };
  for (const frame of [0, 1, 64_999, 129_999]) expect(stripFrameAt(stripX(frame + 0.5, strip), strip)).toBe(frame);
  expect([stripFrameAt(-50, strip), stripFrameAt(5000, strip)]).toEqual([0, 129_999]);
});
