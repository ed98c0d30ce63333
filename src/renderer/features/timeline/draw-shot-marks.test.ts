import { expect, test } from 'vitest';
import type { ShotStage } from '../../../shared/model/shot-stage.ts';
import { drawShotMarks } from './draw-shot-marks.ts';

/** Names of the calls that a canvas hears, with the words that are written. */
function drawn(stage: ShotStage, word: 'Stale' | 'Paused' | undefined, width: number): readonly string[] {
  const calls: string[] = [];
  const context = new Proxy({}, {
    get: (_, name) => (...given: readonly unknown[]) => {
      calls.push(name === 'fillText' ? String(given[0]) : String(name));
      return { width: 24 };
    },
    set: () => true,
  }) as CanvasRenderingContext2D;
  drawShotMarks(context, { stage, word }, { left: 0, width, top: 0, labelY: 40 });
  return calls;
}

test('a stale shot, or one whose propagation is paused, says so beside its status, as far as there is room', () => {
  expect(drawn('approved', 'Stale', 200)).toContain('Stale');
  expect(drawn('approved', undefined, 200)).not.toContain('Stale');
  expect(drawn('approved', 'Stale', 40)).toEqual([]);
  expect(drawn('inProgress', 'Paused', 200)).toContain('Paused');
  expect(drawn('inProgress', 'Paused', 60)).toEqual([]);
});

test('each status has a shape of its own, and a shot that is not started none', () => {
  const shapes = (['inProgress', 'review', 'approved'] as const).map((stage) => drawn(stage, undefined, 200).join(' '));
  expect(new Set(shapes).size).toBe(3);
  for (const shape of shapes) expect(shape).not.toBe('');
  expect(drawn('notStarted', undefined, 200)).toEqual([]);
});
