import { beforeAll, describe, expect, test } from 'vitest';
import { abDistance, lumasOf, realClip, trueFrames, type TrueFrame } from '../../../test/support/real-clip.ts';
import { resamplePlane } from '../../shared/colour/resample.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import type { ColourLimit } from './paint-within-limits.ts';
import { READ_AHEAD } from './readings.ts';
import type { PropagatedFrame, SpanRequest } from './span-request.ts';
import { elsewhere, left, right, shot, size } from './testing/rolling-ball.ts';
import { usePropagator } from './testing/use-propagator.ts';

const loaded = usePropagator();
const lumas = lumasOf(shot);
const gray = (plane: AbPlane): AbPlane => ({ ...plane, samples: new Int16Array(plane.samples.length) });
const green: AbPlane = { ...right.plane, samples: right.plane.samples.map((_, index) => (index < size.width * size.height ? -40 : 40) * 256) };

describe('propagating', () => {
  test('with two keyframes every frame between them is made once, the middle first, at a quarter of the size', async () => {
    const steps: number[] = [];
    const frames = await loaded.all({ range: frameRange(1, 10), left, right, lumas }, { report: ({ done, total }) => steps.push(done / total) });
    expect(frames.map(({ frame }) => frame)).toEqual([5, 2, 1, 3, 4, 8, 6, 7, 9, 10]);
    for (const { plane, confidence, meanConfidence } of frames) {
      expect([plane.width, plane.height, confidence.length]).toEqual([24, 16, 24 * 16]);
      expect(meanConfidence).toBeGreaterThan(0);
      expect(meanConfidence).toBeLessThanOrEqual(1);
    }
    // Before the first reading, after each of ten, and at the end.
    expect(steps).toEqual([...Array.from({ length: 11 }, (_, done) => done / 10), 1]);
  });

  test('between two keyframes frames at the playhead are made first, wherever it goes meanwhile, with the same bits', async () => {
    const request = { range: frameRange(1, 10), left, right, lumas };
    const whole = await loaded.all(request);
    let playhead = 9;
    const frames: PropagatedFrame[] = [];
    for await (const frame of loaded.propagator.propagateSpan(request, { playhead: () => playhead })) {
      frames.push(frame);
      if (frames.length === 3) playhead = 2;
    }
    const order = frames.map(({ frame }) => frame);
    expect(order.slice(0, 3)).toEqual([9, 8, 10]);
    // Behind those that were begun already.
    expect(order.indexOf(2)).toBeLessThanOrEqual(3 + READ_AHEAD + 1);
    expect(order.slice(order.indexOf(2), order.indexOf(2) + 3)).toEqual([2, 1, 3]);
    expect(frames.toSorted((a, b) => a.frame - b.frame)).toEqual(whole.toSorted((a, b) => a.frame - b.frame));
  });

  test('a part of a span between two keyframes, made by itself, has the bits of the whole', async () => {
    const request = { range: frameRange(1, 10), left, right, lumas };
    const whole = await loaded.all(request);
    const parts = [frameRange(1, 2), frameRange(3, 5), frameRange(6, 10)];
    const made = (await Promise.all(parts.map((range) => loaded.all({ ...request, range })))).flat();
    const inOrder = (frames: readonly PropagatedFrame[]): readonly PropagatedFrame[] => frames.toSorted((a, b) => a.frame - b.frame);
    expect(inOrder(made)).toEqual(inOrder(whole));
  });

  test('with one keyframe frames are made outward from it', async () => {
    expect((await loaded.all({ range: frameRange(1, 4), left, lumas })).map(({ frame }) => frame)).toEqual([1, 2, 3, 4]);
    expect((await loaded.all({ range: frameRange(7, 10), right, lumas })).map(({ frame }) => frame)).toEqual([10, 9, 8, 7]);
  });

  test('propagated colour follows motion: nearer to the truth than no colour', async () => {
    for (const { frame, plane } of await loaded.all({ range: frameRange(1, 10), left, right, lumas })) {
      const truth = resamplePlane(shot[frame]!.plane, plane);
      expect(abDistance(plane, truth)).toBeLessThan(abDistance(gray(plane), truth));
    }
  });

  test('the same span gives the same bits', async () => {
    const request = { range: frameRange(4, 6), left, right, lumas };
    expect(await loaded.all(request)).toEqual(await loaded.all(request));
  });

  test('without a keyframe nothing is made, and a span of one frame gives one frame', async () => {
    expect(await loaded.all({ range: frameRange(0, 11), lumas })).toEqual([]);
    expect((await loaded.all({ range: frameRange(5, 5), left: { frame: 4, plane: shot[4]!.plane }, right: { frame: 6, plane: shot[6]!.plane }, lumas })).map(({ frame }) => frame)).toEqual([5]);
  });

  test('colour survives black frames and is found again after them', async () => {
    const dark = shot.map((each, frame) => (frame === 3 || frame === 4 ? { ...each, luma: { ...each.luma, lightness: new Float32Array(each.luma.lightness.length) } } : each));
    const frames = await loaded.all({ range: frameRange(1, 8), left, lumas: lumasOf(dark) });
    expect(frames).toHaveLength(8);
    expect(frames.at(-1)!.meanConfidence).toBeGreaterThan(0);
    for (const { plane } of frames) expect(plane.samples.some((value) => value !== 0)).toBe(true);
  });

  test('a span of a hundred frames is decoded once, by networks of either layout; what of longer ones is held is for luma-window.test.ts', async () => {
    const long = Array.from({ length: 102 }, (_, frame): TrueFrame => ({ luma: { frame, width: 32, height: 32, lightness: Float32Array.from({ length: 1024 }, (_, index) => (index * 7 + frame * 5) % 90) }, plane: { width: 32, height: 32, samples: new Int16Array(2048).fill(2000) } }));
    const asked: number[] = [];
    const span: SpanRequest = { range: frameRange(1, 100), left: { frame: 0, plane: long[0]!.plane }, right: { frame: 101, plane: long[101]!.plane }, lumas: lumasOf(long, ({ first, last }) => asked.push(last - first + 1)) };
    expect(await loaded.all({ ...span, modelId: 'propagation@1.2.0' })).toHaveLength(100);
    // Two keyframes, and one stream to search for cuts, which all else shares.
    expect(asked.splice(0)).toEqual([1, 1, 100]);
    expect(await loaded.all({ ...span, modelId: 'propagation' })).toHaveLength(100);
    expect(asked).toEqual([1, 1, 100]);
  });

  test('the colour of a flash is not propagated to later frames', async () => {
    const flashed = shot.map((each, frame) => (frame === 4 ? { ...each, luma: { ...each.luma, lightness: new Float32Array(each.luma.lightness.length).fill(100) } } : each));
    const frames = await loaded.all({ range: frameRange(1, 8), left, lumas: lumasOf(flashed) });
    const flash = frames.find(({ frame }) => frame === 4)!;
    for (const { frame, plane, meanConfidence } of frames.filter((each) => each.frame > 4)) {
      expect(meanConfidence, `frame ${frame}`).toBeGreaterThan(flash.meanConfidence);
      const truth = resamplePlane(shot[frame]!.plane, plane);
      expect(abDistance(plane, truth)).toBeLessThan(abDistance(gray(plane), truth));
    }
  });
});

describe('a mask at whose outline colour stops', () => {
  const isLeft = (index: number): boolean => index % 24 < 12;
  const half: ColourLimit = { coverageOn: (frame, { width, height }) => (frame > 6 ? undefined : Float32Array.from({ length: width * height }, (_, index) => (isLeft(index) ? 1 : 0))) };
  /** Red on the left, blue on the right. */
  const two: AbPlane = { width: 24, height: 16, samples: Int16Array.from({ length: 2 * 24 * 16 }, (_, index) => (isLeft(index) ? 40 : -30) * 256) };
  const request: SpanRequest = { range: frameRange(1, 8), left: { frame: 0, plane: two }, lumas };

  test('keeps both sides in their own colours, however the picture moves, as long as its shape is known', async () => {
    const [open, limited] = [await loaded.all(request), await loaded.all({ ...request, limits: [half] })];
    const strangers = ({ plane }: PropagatedFrame): number => plane.samples.filter((value, index) => Math.abs(value - (isLeft(index) ? 40 : -30) * 256) > 256).length;
    for (const frame of limited.slice(0, 6)) expect(strangers(frame), `frame ${frame.frame}`).toBe(0);
    expect(strangers(open[5]!)).toBeGreaterThan(0);
    expect(strangers(limited[7]!)).toBeGreaterThan(0);
  });
});

describe('hints on frames between keyframes', () => {
  const at = 3 * 24 + 19;
  const hint = Hint.parse({ kind: 'point', id: 'h', at: [0.8, 0.2], radius: 0.08, ab: [-20, 25] });
  const boundary = Hint.parse({ kind: 'boundary', id: 'b', path: [[0.5, 0], [0.5, 1]] });

  const read = (frame: number, hints: readonly Hint[]): Promise<PropagatedFrame> => loaded.propagator.readWithHints({ range: frameRange(1, 6), left, lumas }, { frame, hints });
  const readBy130 = (hints: readonly Hint[]): Promise<PropagatedFrame> => loaded.propagator.readWithHints({ range: frameRange(1, 6), left, lumas, modelId: 'propagation' }, { frame: 1, hints });

  test('the colour of a hint appears at its position', async () => {
    const { plane, confidence } = await read(1, [hint]);
    expect(plane.samples[at]! / 256).toBeCloseTo(-20, 0);
    expect(plane.samples[24 * 16 + at]! / 256).toBeCloseTo(25, 0);
    expect(confidence[at]).toBe(255);
  });

  test('without hints the frame equals that of the span, to the bit', async () => {
    const plain = await loaded.all({ range: frameRange(1, 6), left, lumas });
    expect(await read(4, [])).toEqual(plain[3]);
  });

  test('1.3.0 reads the frame again with them, and a boundary changes what it reads', async () => {
    const [hinted, bounded] = [await readBy130([hint]), await readBy130([hint, boundary])];
    expect(hinted.plane.samples[at]! / 256).toBeCloseTo(-20, 0);
    expect(bounded.plane.samples).not.toEqual(hinted.plane.samples);
  });
});

describe('a cut that shot detection missed', () => {
  const joined = shot.map((each, frame) => (frame < 6 ? each : elsewhere(frame)));

  test('frames after the cut get no colour from the keyframe before it, and have no confidence', async () => {
    const frames = await loaded.all({ range: frameRange(1, 11), left, lumas: lumasOf(joined) });
    expect(frames.filter(({ meanConfidence }) => meanConfidence === 0).map(({ frame }) => frame)).toEqual([6, 7, 8, 9, 10, 11]);
    for (const { frame, plane } of frames) expect(plane.samples.every((value) => value === 0), `frame ${frame}`).toBe(frame >= 6);
  });

  test('with a keyframe on each side each side takes its own', async () => {
    const frames = await loaded.all({ range: frameRange(1, 10), left, right: { frame: 11, plane: green }, lumas: lumasOf(joined) });
    for (const { frame, plane } of frames.filter((each) => each.frame >= 6)) expect(abDistance(plane, resamplePlane(green, plane)), `frame ${frame}`).toBeLessThan(12);
  });

  test('directly after the left of two keyframes its colour does not cross the cut', async () => {
    const behind = lumasOf(shot.map((each, frame) => (frame === 0 ? each : elsewhere(frame))));
    const propagated = (plane: AbPlane): Promise<readonly PropagatedFrame[]> => loaded.all({ range: frameRange(1, 10), left: { frame: 0, plane }, right, lumas: behind });
    expect(await propagated(left.plane)).toEqual(await propagated(gray(left.plane)));
  });
});

describe('bad input', () => {
  test('an unreadable keyframe or range is reported', async () => {
    await expect(loaded.all({ range: frameRange(1, 3), left, lumas: lumasOf([]) })).rejects.toMatchObject({ code: 'media.truncated' });
    await expect(loaded.all({ range: frameRange(20, 30), left, lumas })).rejects.toMatchObject({ code: 'media.truncated' });
  });

  test('a truncated range gives the frames that exist', async () => {
    expect(await loaded.all({ range: frameRange(9, 30), left: { frame: 8, plane: shot[8]!.plane }, lumas })).toHaveLength(3);
  });

  test('a frame of another size is reported', async () => {
    const other = { ...shot[2]!, luma: { frame: 2, width: 48, height: 32, lightness: new Float32Array(48 * 32).fill(50) } };
    await expect(loaded.all({ range: frameRange(1, 2), left, lumas: lumasOf([shot[0]!, shot[1]!, other]) })).rejects.toMatchObject({ code: 'media.changedSize' });
    // Also when it lies between the keyframe and the range.
    await expect(loaded.all({ range: frameRange(4, 4), left, lumas: lumasOf(shot.with(2, other)) })).rejects.toMatchObject({ code: 'media.changedSize' });
  });
});

const clip = realClip('val/monst3r-lady-running.mp4');
describe.skipIf(clip === undefined)('on a real clip', () => {
  let frames: readonly TrueFrame[];
  let agreed: readonly PropagatedFrame[];
  beforeAll(async () => {
    frames = trueFrames(clip!, { width: 256, height: 144, count: 13 });
    agreed = await between(frames[12]!.plane);
  });
  /** Propagated from the first frame's true colour and this one of the last frame; ascending. */
  const between = async (last: AbPlane): Promise<readonly PropagatedFrame[]> =>
    (await loaded.all({ range: frameRange(1, 11), left: { frame: 0, plane: frames[0]!.plane }, right: { frame: 12, plane: last }, lumas: lumasOf(frames) })).toSorted((a, b) => a.frame - b.frame);

  test('two keyframes give better colour than copying the nearer one', () => {
    let [propagated, copied] = [0, 0];
    for (const { frame, plane } of agreed) {
      const truth = resamplePlane(frames[frame]!.plane, plane);
      propagated += abDistance(plane, truth);
      copied += abDistance(resamplePlane(frames[frame < 6 ? 0 : 12]!.plane, plane), truth);
    }
    expect(propagated).toBeLessThan(copied);
  });

  test('of two contradicting keyframes each prevails near itself, with a transition between', async () => {
    const opposite = (plane: AbPlane): AbPlane => ({ ...plane, samples: plane.samples.map((value) => -value) });
    // Position between the left one's colour (0) and the opposite (1), mean over all coloured cells.
    const along = ({ frame, plane }: PropagatedFrame): number => {
      const truth = resamplePlane(frames[frame]!.plane, plane).samples;
      const product = truth.reduce((sum, value, index) => sum + value * plane.samples[index]!, 0);
      return (1 - product / truth.reduce((sum, value) => sum + value * value, 0)) / 2;
    };
    const torn = await between(opposite(frames[12]!.plane));
    const track = torn.map(along);
    expect(track[0]!).toBeLessThan(0.3);
    expect(track.at(-1)!).toBeGreaterThan(0.7);
    for (const [index, value] of track.entries()) if (index > 0) expect(value - track[index - 1]!, `frame ${index + 1}`).toBeGreaterThan(-0.05);
    expect(torn[5]!.meanConfidence).toBeLessThan(agreed[5]!.meanConfidence);
  });
});
