import { afterEach, beforeEach, expect, test } from 'vitest';
import { abDistance } from '../../../test/support/real-clip.ts';
import { resamplePlane } from '../../shared/colour/resample.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { createDraftReader, type DraftReader } from './draft-reader.ts';
import type { ColourLimit } from './paint-within-limits.ts';
import type { PropagatedFrame } from './span-request.ts';
import { ground, left, right, shot } from './testing/rolling-ball.ts';
import { usePropagator } from './testing/use-propagator.ts';

const loaded = usePropagator();
let drafts: DraftReader;
const asked: number[] = [];
beforeEach(() => {
  asked.splice(0);
  drafts = createDraftReader(loaded);
});
afterEach(() => { drafts.dispose(); });

const request = {
  frame: 4, keys: [left, right], content: 'ball',
  luma: (frame: number): Promise<WorkingLuma> => {
    asked.push(frame);
    return Promise.resolve(shot[frame]!.luma);
  },
};
const error = ({ frame, plane }: PropagatedFrame): number => abDistance(plane, resamplePlane(shot[frame]!.plane, plane));

test('a frame is read from its two keyframes alone, nearer to the truth than no colour, with its confidence', async () => {
  const draft = await drafts.draft(request);
  expect(draft).toMatchObject({ frame: 4, plane: { width: 24, height: 16 } });
  expect(draft.confidence).toHaveLength(24 * 16);
  expect(draft.meanConfidence).toBeGreaterThan(0);
  expect(error(draft)).toBeLessThan(error({ ...draft, plane: { ...draft.plane, samples: new Int16Array(draft.plane.samples.length) } }));
  expect(asked.toSorted((a, b) => a - b)).toEqual([0, 4, 11]);
});

test('after an edit of a keyframe only the reading is done again: no frame is decoded or encoded', async () => {
  await drafts.draft(request);
  asked.splice(0);
  const before = await loaded.inference.usage();
  const green = { ...left, plane: { ...left.plane, samples: left.plane.samples.map((_, index) => (index < left.plane.samples.length / 2 ? -40 : 40) * 256) } };
  const [edited, again] = [await drafts.draft({ ...request, keys: [green, right] }), await drafts.draft(request)];
  expect(abDistance(edited.plane, again.plane)).toBeGreaterThan(5);
  expect(asked).toEqual([]);
  expect((await loaded.inference.usage()).handles).toBe(before.handles);
});

test('equal requests give equal bits, also when the features were released meanwhile', async () => {
  const first = await drafts.draft(request);
  drafts.dispose();
  expect((await loaded.inference.usage()).handles).toBe(0);
  expect(await drafts.draft(request)).toEqual(first);
});

test('one keyframe is enough, none is refused, and a frame that cannot be decoded is tried again by the next draft', async () => {
  expect(error(await drafts.draft({ ...request, frame: 2, keys: [left] }))).toBeLessThan(20);
  await expect(drafts.draft({ ...request, keys: [] })).rejects.toThrow(RangeError);
  await expect(drafts.draft({ ...request, frame: 7, luma: () => Promise.reject(new Error('not now')) })).rejects.toThrow('not now');
  expect(await drafts.draft({ ...request, frame: 7 })).toMatchObject({ frame: 7 });
});

test('beside one keyframe a still of another shot gives what the keyframe does not show, its luma read once, and one of another size is refused', async () => {
  const stills: number[] = [];
  const still = { content: 'another film', frame: 8, plane: shot[8]!.plane, luma: () => { stills.push(8); return Promise.resolve(shot[8]!.luma); } };
  const bare = { ...request, content: 'ground', keys: [{ ...left, plane: ground.plane }], luma: (frame: number) => Promise.resolve(frame === 0 ? ground.luma : shot[frame]!.luma) };
  const without = await drafts.draft(bare);
  const remembered = await drafts.draft({ ...bare, remembered: [still] });
  expect(error(remembered)).toBeLessThan(0.5 * error(without));
  expect(await drafts.draft({ ...bare, remembered: [still] })).toEqual(remembered);
  expect(stills).toEqual([8]);
  expect(await drafts.draft(bare)).toEqual(without);
  const small = { ...still, frame: 9, luma: () => Promise.resolve({ ...shot[9]!.luma, width: 48, height: 32, lightness: new Float32Array(48 * 32) }) };
  await expect(drafts.draft({ ...bare, remembered: [small] })).rejects.toMatchObject({ code: 'media.changedSize' });
});

test('no colour of a draft passes the outline of a mask that is known on its frame; 1.3.0 knows none', async () => {
  const isLeft = (index: number): boolean => index % 24 < 12;
  const half: ColourLimit = { coverageOn: (frame, { width, height }) => (frame > 6 ? undefined : Float32Array.from({ length: width * height }, (_, index) => (isLeft(index) ? 1 : 0))) };
  /** Red on the left, blue on the right. */
  const two: AbPlane = { width: 24, height: 16, samples: Int16Array.from({ length: 2 * 24 * 16 }, (_, index) => (isLeft(index) ? 40 : -30) * 256) };
  const strangers = ({ plane }: PropagatedFrame): number => plane.samples.filter((value, index) => Math.abs(value - (isLeft(index) ? 40 : -30) * 256) > 256).length;
  const open = { ...request, frame: 5, keys: [{ frame: 0, plane: two }] };
  expect(strangers(await drafts.draft(open))).toBeGreaterThan(0);
  expect(strangers(await drafts.draft({ ...open, limits: [half] }))).toBe(0);
  const unknown = { ...open, frame: 8 };
  expect(await drafts.draft({ ...unknown, limits: [half] })).toEqual(await drafts.draft(unknown));
  const by130 = { ...open, modelId: 'propagation' };
  expect(await drafts.draft({ ...by130, limits: [half] })).toEqual(await drafts.draft(by130));
});
