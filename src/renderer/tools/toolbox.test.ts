import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Hint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import type { HintChange, ToolEvent, ToolContext } from './tool.ts';
import { createToolbox } from './toolbox.ts';

function contextWith(hints: readonly Hint[]): { readonly context: ToolContext; readonly commits: HintChange[]; readonly selections: (HintId | null)[]; readonly shown: () => readonly Hint[] | undefined } {
  const commits: HintChange[] = [];
  const selections: (HintId | null)[] = [];
  let shown: readonly Hint[] | undefined;
  return {
    commits, selections, shown: () => shown,
    context: {
      hints: () => hints, ab: () => [20, -30], radius: () => 0.01, aspect: () => 0.5,
      show: (now) => { shown = now; },
      dropShown: () => { shown = undefined; },
      commit: (change) => { commits.push(change); },
      select: (id) => { selections.push(id); }, pan: () => undefined, pick: () => undefined, swatch: () => undefined, edges: () => undefined,
    },
  };
}
const pointer = (kind: 'down' | 'move' | 'up', x: number, y: number, over?: Hint, penWidth = 1): Extract<ToolEvent, { readonly kind: 'down' | 'move' | 'up' }> => ({ kind, at: [x, y], screen: { x: x * 1000, y: y * 500 }, over, grip: undefined, side: 'result', magnetic: false, adds: false, penWidth });
const point: Hint = { kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.01, ab: [1, 2] };
const boundary: Hint = { kind: 'boundary', id: newId(HintId), path: [[0.1, 0.5], [0.4, 0.5]] };

test('a point is placed where the pointer is released, with the current colour, in one step', () => {
  const { context, commits } = contextWith([]);
  const { point: tool } = createToolbox(context);
  for (const event of [pointer('down', 0.2, 0.2), pointer('move', 0.25, 0.3), pointer('move', 0.3, 0.4), pointer('up', 0.3, 0.4)]) tool.handle(event);
  expect(commits).toMatchObject([{ kind: 'add', hint: { kind: 'point', at: [0.3, 0.4], ab: [20, -30] } }]);
});

test('a press on a hint drags it instead of placing another, and a mere click changes nothing', () => {
  const { context, commits } = contextWith([point]);
  const { point: tool } = createToolbox(context);
  tool.handle(pointer('down', 0.5, 0.5, point));
  tool.handle(pointer('up', 0.5, 0.5, point));
  expect(commits).toEqual([]);
  tool.handle(pointer('down', 0.5, 0.5, point));
  tool.handle(pointer('move', 0.6, 0.5));
  tool.handle(pointer('up', 0.6, 0.5));
  expect(commits).toMatchObject([{ kind: 'update', hint: { id: point.id, at: [0.6, 0.5] } }]);
});

test('placing and moving with the hint tools selects nothing; a press with the select tool does', () => {
  const { context, selections } = contextWith([point]);
  const tools = createToolbox(context);
  for (const id of ['point', 'stroke', 'boundary', 'auto'] as const) {
    for (const event of [pointer('down', 0.2, 0.2), pointer('move', 0.4, 0.2), pointer('up', 0.4, 0.2)]) tools[id].handle(event);
  }
  for (const event of [pointer('down', 0.5, 0.5, point), pointer('move', 0.6, 0.5), pointer('up', 0.6, 0.5)]) tools.point.handle(event);
  expect(selections).toEqual([]);
  tools.move.handle(pointer('down', 0.5, 0.5, point));
  expect(selections).toEqual([point.id]);
});

test('Escape cancels a stroke while it is drawn: nothing is shown and nothing is saved', () => {
  const { context, commits, shown } = contextWith([]);
  const { stroke } = createToolbox(context);
  stroke.handle(pointer('down', 0.2, 0.2));
  stroke.handle(pointer('move', 0.4, 0.2));
  expect(shown()).toMatchObject([{ kind: 'stroke', path: [[0.2, 0.2], [0.4, 0.2]] }]);
  stroke.handle({ kind: 'cancel' });
  stroke.handle(pointer('up', 0.4, 0.2));
  expect(shown()).toBeUndefined();
  expect(commits).toEqual([]);
});

test('more pen pressure makes the stroke wider there; a mouse makes it even', () => {
  const pressed = (kind: 'down' | 'move' | 'up', x: number, width: number): ToolEvent => pointer(kind, x, 0.2, undefined, width);
  const { context, commits } = contextWith([]);
  const { stroke } = createToolbox(context);
  for (const event of [pressed('down', 0.2, 0.4), pressed('move', 0.3, 1), pressed('move', 0.4, 1.6), pressed('up', 0.4, 1)]) stroke.handle(event);
  for (const event of [pointer('down', 0.2, 0.2), pointer('move', 0.3, 0.2), pointer('up', 0.3, 0.2)]) stroke.handle(event);
  const [byPen, byMouse] = commits;
  expect(byMouse?.kind === 'add' && 'widths' in byMouse.hint).toBe(false);
  expect([byPen]).toMatchObject([{ kind: 'add', hint: { kind: 'stroke', path: [[0.2, 0.2], [0.3, 0.2], [0.4, 0.2]], widths: [0.4, 1, 1.6], radius: 0.01 } }]);
});

test('the eraser removes all touched hints in one step', () => {
  const { context, commits } = contextWith([point, boundary]);
  const { eraser } = createToolbox(context);
  for (const event of [pointer('down', 0.9, 0.9), pointer('move', 0.5, 0.5, point), pointer('move', 0.3, 0.5, boundary), pointer('up', 0.3, 0.6)]) eraser.handle(event);
  expect(commits).toEqual([{ kind: 'remove', ids: [point.id, boundary.id] }]);
});

test('a boundary moved beyond the edge keeps its shape and stays inside the picture', () => {
  const { context, commits } = contextWith([boundary]);
  const { move } = createToolbox(context);
  for (const event of [pointer('down', 0.2, 0.5, boundary), pointer('move', 1, 0.5), pointer('up', 1, 0.5)]) move.handle(event);
  const [change] = commits;
  expect(change?.kind === 'update' && change.hint.kind === 'boundary' && change.hint.path.map(([x]) => x)).toEqual([expect.closeTo(0.7, 6), expect.closeTo(1, 6)]);
});

test('one point of a path is moved by its handle in one step, Escape cancels that, and Alt adds a point', () => {
  const { context, commits, shown } = contextWith([boundary]);
  const { move } = createToolbox(context);
  const grip = { hint: boundary, index: 1 } as const;
  move.handle({ ...pointer('down', 0.4, 0.5, boundary), grip });
  move.handle(pointer('move', 0.4, 0.2));
  expect(shown()).toMatchObject([{ id: boundary.id, path: [[0.1, 0.5], [0.4, expect.closeTo(0.2, 9)]] }]);
  move.handle({ kind: 'cancel' });
  expect([shown(), commits.length]).toEqual([undefined, 0]);
  for (const event of [{ ...pointer('down', 0.4, 0.5, boundary), grip }, pointer('move', 0.4, 0.3), pointer('move', 0.4, 0.2), pointer('up', 0.4, 0.2)]) move.handle(event);
  for (const event of [{ ...pointer('down', 0.25, 0.5, boundary), adds: true }, pointer('move', 0.25, 0.9), pointer('up', 0.25, 0.9)]) move.handle(event);
  expect(commits).toMatchObject([
    { kind: 'update', hint: { path: [[0.1, 0.5], [0.4, expect.closeTo(0.2, 9)]] } },
    { kind: 'update', hint: { path: [[0.1, 0.5], [0.25, expect.closeTo(0.9, 9)], [0.4, 0.5]] } },
  ]);
});

test('any pointer input commits only valid hints, at most one step per gesture', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const gesture = fc.tuple(fraction, fraction, fc.array(fc.tuple(fraction, fraction), { maxLength: 8 }), fc.constantFrom<'up' | 'cancel' | 'interrupt'>('up', 'cancel', 'interrupt'), fc.boolean());
  fc.assert(fc.property(fc.constantFrom<'point' | 'stroke' | 'boundary' | 'auto' | 'move'>('point', 'stroke', 'boundary', 'auto', 'move'), gesture, (id, [x, y, moves, end, onHint]) => {
    const { context, commits } = contextWith([point, boundary]);
    const tool = createToolbox(context)[id];
    tool.handle(pointer('down', x, y, onHint ? boundary : undefined));
    for (const [moveX, moveY] of moves) tool.handle(pointer('move', moveX, moveY));
    tool.handle(end === 'up' ? pointer('up', x, y) : { kind: end });
    expect(commits.length).toBeLessThanOrEqual(end === 'up' ? 1 : 0);
    for (const change of commits) if (change.kind !== 'remove') expect(Hint.safeParse(change.hint).success).toBe(true);
  }));
});
