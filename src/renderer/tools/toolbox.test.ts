import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameIndex } from '../../shared/model/frame.ts';
import { Hint, type ImagePoint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import { type DialGrip, hintDial } from './hint-dial.ts';
import type { HintChange, ToolEvent, ToolContext } from './tool.ts';
import { createToolbox } from './toolbox.ts';

function contextWith(hints: readonly Hint[], locked: readonly HintId[] = []): { readonly selected: () => readonly HintId[]; readonly outlines: (readonly ImagePoint[] | null)[]; readonly picks: readonly ImagePoint[]; readonly context: ToolContext; readonly commits: HintChange[]; readonly selections: (HintId | null)[]; readonly shown: () => readonly Hint[] | undefined } {
  const commits: HintChange[] = [];
  const selections: (HintId | null)[] = [];
  const outlines: (readonly ImagePoint[] | null)[] = [];
  const picks: ImagePoint[] = [];
  let selected: readonly HintId[] = [];
  let shown: readonly Hint[] | undefined;
  return {
    commits, selections, outlines, picks, selected: () => selected, shown: () => shown,
    context: {
      hints: () => hints, ab: () => [20, -30], radius: () => 0.01, aspect: () => 0.5,
      show: (now) => { shown = now; },
      dropShown: () => { shown = undefined; },
      commit: (change) => { commits.push(change); },
      reachable: () => hints.filter(({ id }) => !locked.includes(id)),
      selection: () => selected,
      selectAll: (ids) => { selected = ids.toReversed(); },
      outline: (points) => { outlines.push(points); },
      select: (id) => {
        selections.push(id);
        selected = id === null ? [] : [id];
      },
      pan: () => undefined, pick: (at) => { picks.push(at); }, colourAt: ([x]) => (x < 0.5 ? [7, 8] : undefined), swatch: () => undefined, edges: () => undefined,
      masks: { masks: () => [], selected: () => undefined, select: () => undefined, selectPoint: () => undefined, kind: () => 'ellipse', frame: () => frameIndex(0), nextName: () => 'Mask 1', show: () => undefined, commit: () => undefined, drop: () => undefined, draft: () => [], setDraft: () => undefined },
    },
  };
}
const pointer = (kind: 'down' | 'move' | 'up', x: number, y: number, over?: Hint, penWidth = 1): Extract<ToolEvent, { readonly kind: 'down' | 'move' | 'up' }> => ({ kind, at: [x, y], screen: { x: x * 1000, y: y * 500 }, over, grip: undefined, dial: undefined, handle: undefined, side: 'result', magnetic: false, extends: false, adds: false, penWidth });
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

test('with Alt a press takes the colour under it to where it is released; a click with Alt picks it', () => {
  const alt = (kind: 'down' | 'move' | 'up', x: number): ToolEvent => ({ ...pointer(kind, x, 0.2, x === 0.2 ? point : undefined), adds: true });
  const { context, commits, picks, shown, selections } = contextWith([point]);
  const { point: tool } = createToolbox(context);
  for (const event of [alt('down', 0.2), alt('move', 0.201), alt('up', 0.201)]) tool.handle(event);
  expect([commits, picks]).toEqual([[], [[0.201, 0.2]]]);
  for (const event of [alt('down', 0.2), alt('move', 0.4)]) tool.handle(event);
  expect(shown()?.slice(1)).toMatchObject([{ kind: 'point', at: [0.4, 0.2], ab: [7, 8] }]);
  // Alt may be let go on the way.
  for (const event of [pointer('move', 0.7, 0.2), pointer('up', 0.7, 0.2)]) tool.handle(event);
  expect(commits).toMatchObject([{ kind: 'add', hint: { kind: 'point', at: [0.7, 0.2], ab: [7, 8], radius: 0.01 } }]);
  expect(selections).toEqual([]);
  // Where there is no colour yet, the eyedropper says so.
  for (const event of [alt('down', 0.6), alt('move', 0.9), alt('up', 0.9)]) tool.handle(event);
  expect([commits.length, picks.length]).toEqual([1, 2]);
  for (const event of [alt('down', 0.2), alt('move', 0.4)]) tool.handle(event);
  tool.handle({ kind: 'cancel' });
  tool.handle(alt('up', 0.4));
  expect([commits.length, shown()]).toEqual([1, undefined]);
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

test('the eraser removes touched points and cuts paths in parts, in one step; locked hints stay', () => {
  const stroke: Hint = { kind: 'stroke', id: newId(HintId), path: [[0.2, 0.1], [0.8, 0.1]], widths: [1, 2], radius: 0.02, ab: [5, 6] };
  const across = [pointer('down', 0.5, 0.9), pointer('move', 0.5, 0.5, point), pointer('move', 0.5, 0.05), pointer('up', 0.5, 0.05)];
  const { context, commits } = contextWith([point, boundary, stroke]);
  const { eraser } = createToolbox(context);
  for (const event of across) eraser.handle(event);
  const [change] = commits;
  const by = change?.kind === 'replace' ? change.by : new Map<HintId, readonly Hint[]>();
  expect([...by.keys()]).toEqual([point.id, stroke.id]);
  expect(by.get(point.id)).toEqual([]);
  const parts = by.get(stroke.id) ?? [];
  // The eraser's radius is 0.01 of the width, looked at in steps of a quarter of it.
  expect(parts).toMatchObject([
    { id: stroke.id, path: [[0.2, 0.1], [expect.closeTo(0.4875, 2), 0.1]], widths: [1, expect.closeTo(1.48, 1)] },
    { path: [[expect.closeTo(0.5125, 2), 0.1], [0.8, 0.1]], widths: [expect.closeTo(1.52, 1), 2] },
  ]);
  expect(new Set(parts.map(({ id }) => id)).size).toBe(2);
  const locked = contextWith([stroke], [stroke.id]);
  const { eraser: other } = createToolbox(locked.context);
  for (const event of across) other.handle(event);
  expect(locked.commits).toEqual([]);
});

test('a path that the eraser passes along wholly is removed', () => {
  const { context, commits } = contextWith([boundary]);
  const { eraser } = createToolbox(context);
  for (const event of [pointer('down', 0.05, 0.5), pointer('move', 0.45, 0.5), pointer('up', 0.45, 0.5)]) eraser.handle(event);
  expect(commits).toEqual([{ kind: 'remove', ids: [boundary.id] }]);
});

test('Shift and a press add to the selection or take out of it; a drag moves all that are selected, in one step', () => {
  const { context, commits, selected } = contextWith([point, boundary]);
  const { move } = createToolbox(context);
  for (const event of [pointer('down', 0.5, 0.5, point), pointer('up', 0.5, 0.5, point), { ...pointer('down', 0.2, 0.5, boundary), extends: true }, pointer('up', 0.2, 0.5)]) move.handle(event);
  expect(selected()).toEqual([boundary.id, point.id]);
  for (const event of [pointer('down', 0.5, 0.5, point), pointer('move', 0.6, 0.6), pointer('up', 0.6, 0.6)]) move.handle(event);
  const [change] = commits;
  const moved = change?.kind === 'replace' ? [...change.by.values()].flat() : [];
  expect(moved).toMatchObject([{ id: point.id, at: [expect.closeTo(0.6, 6), expect.closeTo(0.6, 6)] }, { id: boundary.id, path: [[expect.closeTo(0.2, 6), expect.closeTo(0.6, 6)], [expect.closeTo(0.5, 6), expect.closeTo(0.6, 6)]] }]);
  // A click on one of them, without a drag, selects it alone.
  for (const event of [pointer('down', 0.5, 0.5, point), pointer('up', 0.5, 0.5, point)]) move.handle(event);
  expect(selected()).toEqual([point.id]);
  for (const event of [{ ...pointer('down', 0.5, 0.5, point), extends: true }, pointer('up', 0.5, 0.5)]) move.handle(event);
  expect(selected()).toEqual([]);
});

test('a drag on free ground selects what the marquee holds, with Alt what the lasso holds; Escape leaves the selection', () => {
  const { context, outlines, selected } = contextWith([point, boundary]);
  const { move } = createToolbox(context);
  for (const event of [pointer('down', 0.05, 0.1), pointer('move', 0.3, 0.3), pointer('move', 0.6, 0.9), pointer('up', 0.6, 0.9)]) move.handle(event);
  expect(new Set(selected())).toEqual(new Set([point.id, boundary.id]));
  expect(outlines.at(-1)).toBeNull();
  const around: readonly (readonly [number, number])[] = [[0.45, 0.4], [0.55, 0.4], [0.55, 0.6], [0.45, 0.6]];
  move.handle({ ...pointer('down', ...around[0]!), adds: true });
  for (const [x, y] of around.slice(1)) move.handle(pointer('move', x, y));
  move.handle(pointer('up', ...around[3]!));
  expect(selected()).toEqual([point.id]);
  move.handle({ ...pointer('down', 0.05, 0.1), extends: true });
  move.handle(pointer('move', 0.6, 0.9));
  move.handle({ kind: 'cancel' });
  expect([selected(), outlines.at(-1)]).toEqual([[point.id], null]);
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

function changedBy(change: HintChange): readonly Hint[] {
  switch (change.kind) {
    case 'add': case 'update': return [change.hint];
    case 'replace': return [...change.by.values()].flat();
    case 'remove': return [];
  }
}

test('any pointer input commits only valid hints, at most one step per gesture', () => {
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });
  const gesture = fc.tuple(fraction, fraction, fc.array(fc.tuple(fraction, fraction), { maxLength: 8 }), fc.constantFrom<'up' | 'cancel' | 'interrupt'>('up', 'cancel', 'interrupt'), fc.boolean());
  fc.assert(fc.property(fc.constantFrom<'point' | 'stroke' | 'boundary' | 'auto' | 'move' | 'eraser'>('point', 'stroke', 'boundary', 'auto', 'move', 'eraser'), gesture, (id, [x, y, moves, end, onHint]) => {
    const { context, commits } = contextWith([point, boundary]);
    const tool = createToolbox(context)[id];
    tool.handle(pointer('down', x, y, onHint ? boundary : undefined));
    for (const [moveX, moveY] of moves) tool.handle(pointer('move', moveX, moveY));
    tool.handle(end === 'up' ? pointer('up', x, y) : { kind: end });
    expect(commits.length).toBeLessThanOrEqual(end === 'up' ? 1 : 0);
    for (const change of commits) for (const hint of changedBy(change)) expect(Hint.safeParse(hint).success).toBe(true);
  }));
});

test('the handles of a selected point set its strength and reach, those of other selected hints in proportion, in one step; Escape takes the gesture back', () => {
  const other: Hint = { ...point, id: newId(HintId), at: [0.2, 0.2], strength: 0.5 };
  const { context, commits, shown } = contextWith([point, other, boundary]);
  const { move: tool } = createToolbox(context);
  context.selectAll([other.id, boundary.id, point.id]);
  const dial = hintDial(point, { x: 500, y: 250 }, 10);
  const at = (kind: 'down' | 'move' | 'up', x: number, y: number, grip?: DialGrip): ToolEvent => ({ ...pointer(kind, 0, 0), screen: { x, y }, dial: grip });
  tool.handle(at('down', 500, 236, { ...dial, id: 'strength' }));
  tool.handle(at('move', 480, 250));
  expect(shown()).toMatchObject([{ strength: 0.75 }, { strength: 0.375 }, { kind: 'boundary' }]);
  tool.handle(at('up', 480, 250));
  expect(commits).toMatchObject([{ kind: 'replace' }]);
  expect(commits[0]?.kind === 'replace' ? [...commits[0].by.values()].flat().map((hint) => ('strength' in hint ? hint.strength : undefined)) : []).toEqual([0.75, 0.375]);
  tool.handle(at('down', 530, 280, { ...dial, id: 'reach' }));
  tool.handle(at('move', 560, 310));
  expect(shown()?.[0]).toMatchObject({ reach: expect.closeTo((Math.hypot(60, 60) - 40) / 20, 2) as number });
  tool.handle({ kind: 'cancel' });
  expect([shown(), commits.length]).toEqual([undefined, 1]);
  tool.handle(at('down', 490, 260, { ...dial, id: 'softEdge' }));
  tool.handle(at('move', 500, 265));
  expect(shown()?.[0]).toMatchObject({ softEdge: expect.closeTo(15 / 18, 2) as number });
  tool.handle({ kind: 'cancel' });
});
