import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameRange } from '../../shared/model/frame.ts';
import { type Schedule, twoPassSchedule } from './schedule.ts';

const reads = (schedule: Schedule, id: string): readonly string[] => schedule.readings.find((each) => each.id === id)!.reads.map((read) => (read.kind === 'key' ? `key ${read.frame}` : read.id));
const colourFrom = (schedule: Schedule): Readonly<Record<number, readonly string[]>> => Object.fromEntries(schedule.frames.map(({ frame, from }) => [frame, [...from]]));

test('a frame is read from the keyframes and from one, three and eight frames before it in its pass', () => {
  const schedule = twoPassSchedule({ range: frameRange(1, 19), left: 0, right: 20, cuts: [] });
  expect(reads(schedule, 'forward 12')).toEqual(['key 0', 'key 20', 'forward 4', 'forward 9', 'forward 11']);
  expect(reads(schedule, 'backward 12')).toEqual(['key 0', 'key 20', 'backward 15', 'backward 13']);
  expect(reads(schedule, 'forward 1')).toEqual(['key 0', 'key 20']);
  expect(schedule.frames[4]).toEqual({ frame: 5, from: ['forward 5', 'backward 5'], toRight: 0.25 });
});

test('flow comes from the keyframe where the pass begins, up to its maximum distance', () => {
  const { readings } = twoPassSchedule({ range: frameRange(1, 299), left: 0, right: 300, cuts: [] });
  const flow = Object.fromEntries(readings.map(({ id, flowFrom }) => [id, flowFrom]));
  expect([flow['forward 200'], flow['forward 201'], flow['backward 100'], flow['backward 99']]).toEqual([[0], [], [300], []]);
});

test('nothing is read across a cut, and frames between two cuts have no colour', () => {
  const one = twoPassSchedule({ range: frameRange(1, 9), left: 0, right: 10, cuts: [4] });
  expect(colourFrom(one)).toMatchObject({ 3: ['forward 3'], 4: ['backward 4'] });
  expect(reads(one, 'forward 2')).toEqual(['key 0', 'forward 1']);
  expect(reads(one, 'backward 4')).toEqual(['key 10', 'backward 7', 'backward 5']);
  expect(colourFrom(twoPassSchedule({ range: frameRange(1, 9), left: 0, right: 10, cuts: [4, 6] }))).toMatchObject({ 3: ['forward 3'], 4: [], 5: [], 6: ['backward 6'] });
  expect(colourFrom(twoPassSchedule({ range: frameRange(1, 9), left: 0, right: undefined, cuts: [1] }))[1]).toEqual([]);
});

test('a pass begins at its keyframe wherever the range begins, so a shot with moved ends keeps its readings', () => {
  const byId = (schedule: Schedule) => new Map(schedule.readings.map((reading) => [reading.id, reading]));
  const whole = byId(twoPassSchedule({ range: frameRange(1, 40), left: 0, right: undefined, cuts: [] }));
  const part = byId(twoPassSchedule({ range: frameRange(20, 30), left: 0, right: undefined, cuts: [] }));
  expect(part.size).toBe(30);
  for (const [id, reading] of part) expect(reading).toEqual(whole.get(id));
});

test('every reading comes after those that it uses, and every frame of the range once', () => {
  fc.assert(fc.property(fc.record({ first: fc.integer({ min: 5, max: 20 }), length: fc.integer({ min: 1, max: 40 }), before: fc.integer({ min: 1, max: 4 }), after: fc.integer({ min: 1, max: 4 }), sides: fc.constantFrom('left', 'right', 'both'), cuts: fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 2 }) }), ({ first, length, before, after, sides, cuts }) => {
    const range = frameRange(first, first + length - 1);
    const left = sides === 'right' ? undefined : first - before;
    const right = sides === 'left' ? undefined : range.last + after;
    const inside = cuts.filter((cut) => cut > (left ?? first) && cut <= (right ?? range.last)).sort((a, b) => a - b);
    const { readings, frames } = twoPassSchedule({ range, left, right, cuts: inside });
    const done = new Set<string>();
    for (const { id, reads: from, frame } of readings) {
      expect(from.length).toBeGreaterThan(0);
      for (const read of from) {
        if (read.kind === 'reading') expect(done.has(read.id)).toBe(true);
        for (const cut of inside) expect(cut > Math.min(frame, read.frame) && cut <= Math.max(frame, read.frame)).toBe(false);
      }
      done.add(id);
    }
    expect(new Set(frames.map(({ frame }) => frame)).size).toBe(length);
    for (const { from } of frames) for (const id of from) expect(done.has(id)).toBe(true);
  }));
});
