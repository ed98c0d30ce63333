import { expect, test } from 'vitest';
import type { ShotStage } from '../../../shared/model/shot-stage.ts';
import { drawShotMarks } from './draw-shot-marks.ts';

/** Names of the calls that a canvas hears, with the words that are written. */
function drawn(stage: ShotStage, isStale: boolean, width: number): readonly string[] {
  const calls: string[] = [];
  const context = new Proxy({}, {
    get: (_, name) => (...given: readonly unknown[]) => {
      calls.push(name === 'fillText' ? String(given[0]) : String(name));
      return { width: 24 };
    },
    set: () => true,
  }) as CanvasRenderingContext2D;
  drawShotMarks(context, { stage, isStale }, { left: 0, width, top: 0, labelY: 40 });
  return calls;
}

test('a stale shot says so beside its status, as far as there is room', () => {
  expect(drawn('approved', true, 200)).toContain('Stale');
  expect(drawn('approved', false, 200)).not.toContain('Stale');
  expect(drawn('approved', true, 40)).toEqual([]);
});

test('each status has a shape of its own, and a shot that is not started none', () => {
  const shapes = (['inProgress', 'review', 'approved'] as const).map((stage) => drawn(stage, false, 200).join(' '));
  expect(new Set(shapes).size).toBe(3);
  for (const shape of shapes) expect(shape).not.toBe('');
  expect(drawn('notStarted', false, 200)).toEqual([]);
});
