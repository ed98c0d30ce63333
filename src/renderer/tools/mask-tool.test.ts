import { expect, test } from 'vitest';
import { frameIndex } from '../../shared/model/frame.ts';
import { type Mask, type MaskPoint, type MaskShape, newMask, shapeOnFrame } from '../../shared/model/mask.ts';
import { maskHandles, scaledShape, withHandleMoved } from './mask-handles.ts';
import type { MaskContext, MaskHandle } from './mask-context.ts';
import { createMaskTool } from './mask-tool.ts';
import type { ToolEvent } from './tool.ts';

const ASPECT = 0.5;
const ellipse: MaskShape = { kind: 'ellipse', at: [0.5, 0.5], radii: [0.2, 0.1], angle: 0 };

interface Table {
  readonly hear: (kind: 'down' | 'move' | 'up', at: MaskPoint, handle?: MaskHandle) => void;
  readonly cancel: () => void;
  readonly commits: Mask[];
  readonly shown: () => Mask | undefined;
  readonly draft: () => readonly MaskPoint[];
  readonly points: () => readonly (number | undefined)[];
}

function drawing(kind: MaskShape['kind'], { masks = [], selected, frame = 0 }: { readonly masks?: readonly Mask[]; readonly selected?: Mask; readonly frame?: number } = {}): Table {
  const commits: Mask[] = [];
  const chosen: (number | undefined)[] = [];
  let shown: Mask | undefined;
  let draft: readonly MaskPoint[] = [];
  const drop = (): void => {
    shown = undefined;
    draft = [];
  };
  const context: MaskContext = {
    masks: () => masks, selected: () => selected, select: () => undefined, selectPoint: (_id, index) => { chosen.push(index); }, kind: () => kind, frame: () => frameIndex(frame), nextName: () => 'Mask 1',
    show: (mask) => { shown = mask; }, drop, draft: () => draft, setDraft: (points) => { draft = points; },
    commit: (mask) => {
      drop();
      commits.push(mask);
    },
  };
  const tool = createMaskTool({ masks: context, aspect: () => ASPECT, radius: () => 0.01 });
  const event = (what: 'down' | 'move' | 'up', at: MaskPoint, handle?: MaskHandle): ToolEvent => ({ kind: what, at: [at[0], at[1]], screen: { x: 0, y: 0 }, over: undefined, grip: undefined, dial: undefined, handle, side: 'result', magnetic: false, extends: false, adds: false, penWidth: 1 });
  return { commits, shown: () => shown, draft: () => draft, points: () => chosen, hear: (what, at, handle) => { tool.handle(event(what, at, handle)); }, cancel: () => { tool.handle({ kind: 'cancel' }); } };
}

test('an ellipse fills the box that is dragged; a click draws none, and Escape ends a drag without one', () => {
  const { hear, cancel, commits, shown } = drawing('ellipse');
  hear('down', [0.2, 0.2]);
  hear('move', [0.6, 0.6]);
  hear('up', [0.6, 0.6]);
  expect(commits.map(({ keys }) => keys)).toEqual([[{ frame: 0, shape: { kind: 'ellipse', at: [0.4, 0.4], radii: [expect.closeTo(0.2, 9), expect.closeTo(0.1, 9)], angle: 0 } }]]);
  hear('down', [0.2, 0.2]);
  hear('up', [0.2, 0.2]);
  hear('down', [0.2, 0.2]);
  hear('move', [0.6, 0.6]);
  expect(shown()).toBeDefined();
  cancel();
  hear('up', [0.6, 0.6]);
  expect([commits.length, shown()]).toEqual([1, undefined]);
});

test('a polygon has the places that are clicked, and is closed by a click on its first; Escape drops a begun one', () => {
  const { hear, cancel, commits, draft } = drawing('polygon');
  for (const at of [[0.2, 0.2], [0.6, 0.2], [0.6, 0.7], [0.205, 0.2]] as const) {
    hear('down', at);
    hear('up', at);
  }
  expect(commits.map(({ keys }) => keys[0]!.shape)).toEqual([{ kind: 'polygon', points: [[0.2, 0.2], [0.6, 0.2], [0.6, 0.7]], smooth: true }]);
  hear('down', [0.3, 0.3]);
  hear('up', [0.3, 0.3]);
  expect(draft()).toEqual([[0.3, 0.3]]);
  cancel();
  expect(draft()).toEqual([]);
});

test('strokes of the brush make one mask: the next one is added to the selected mask, on all its frames', () => {
  const first = drawing('brush');
  first.hear('down', [0.2, 0.2]);
  first.hear('move', [0.4, 0.2]);
  first.hear('up', [0.4, 0.2]);
  const [mask] = first.commits;
  expect(mask!.keys[0]!.shape).toEqual({ kind: 'brush', strokes: [{ path: [[0.2, 0.2], [0.4, 0.2]], radius: 0.01 }] });
  const two = { ...mask!, keys: [mask!.keys[0]!, { frame: frameIndex(5), shape: mask!.keys[0]!.shape }] };
  const next = drawing('brush', { masks: [two], selected: two });
  next.hear('down', [0.5, 0.5]);
  next.hear('up', [0.5, 0.5]);
  expect(next.commits[0]!.keys.map(({ shape }) => shape.kind === 'brush' && shape.strokes.length)).toEqual([2, 2]);
});

test('a handle that is dragged states the shape on the frame shown, and leaves the others', () => {
  const mask = newMask('Mask 1', frameIndex(0), ellipse);
  const { hear, commits } = drawing('polygon', { masks: [mask], selected: mask, frame: 8 });
  hear('down', [0.5, 0.5], { maskId: mask.id, index: 0 });
  hear('move', [0.6, 0.4]);
  hear('up', [0.6, 0.4]);
  expect(commits[0]!.keys.map(({ frame }) => frame)).toEqual([0, 8]);
  expect([shapeOnFrame(commits[0]!, 0), shapeOnFrame(commits[0]!, 8)]).toMatchObject([{ at: [0.5, 0.5] }, { at: [expect.closeTo(0.6, 9), expect.closeTo(0.4, 9)] }]);
  hear('down', [0.5, 0.5], { maskId: mask.id, index: 0 });
  hear('up', [0.5, 0.5]);
  expect(commits).toHaveLength(1);
});

test('the ends of an ellipse’s radii size and turn it; its size changes around its middle', () => {
  expect(maskHandles(ellipse, ASPECT)).toEqual([[0.5, 0.5], [0.7, 0.5], [expect.closeTo(0.5, 9), 0.7]]);
  expect(withHandleMoved(ellipse, 1, [0.5, 0.9], ASPECT)).toMatchObject({ radii: [expect.closeTo(0.2, 9), 0.1], angle: expect.closeTo(90, 9) as number });
  expect(withHandleMoved(ellipse, 2, [0.5, 0.8], ASPECT)).toMatchObject({ radii: [0.2, expect.closeTo(0.15, 9)], angle: expect.closeTo(0, 9) as number });
  const square: MaskShape = { kind: 'polygon', points: [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]], smooth: false };
  expect(scaledShape(square, 2)).toMatchObject({ points: [[expect.closeTo(0.3, 9), expect.closeTo(0.3, 9)], [expect.closeTo(0.7, 9), expect.closeTo(0.3, 9)], [expect.closeTo(0.7, 9), expect.closeTo(0.7, 9)], [expect.closeTo(0.3, 9), expect.closeTo(0.7, 9)]] });
  expect(withHandleMoved(square, 2, [0.9, 0.1], ASPECT)).toMatchObject({ points: [[0.4, 0.4], [0.9, 0.1], [0.6, 0.6], [0.4, 0.6]] });
});

test('a press on the outline of a polygon adds a point there, which is dragged and selected; Escape adds none', () => {
  const square: MaskShape = { kind: 'polygon', points: [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]], smooth: false };
  const mask = newMask('Mask 1', frameIndex(0), square);
  const { hear, cancel, commits, shown, points } = drawing('polygon', { masks: [mask], selected: mask });
  const onOutline = { maskId: mask.id, index: 2, onOutline: { after: 0, share: 0.5 } };
  hear('down', [0.5, 0.4], onOutline);
  expect(shown()?.keys[0]?.shape).toMatchObject({ points: [{}, [expect.closeTo(0.5), 0.4], {}, {}, {}] });
  cancel();
  expect([commits, shown()]).toEqual([[], undefined]);
  hear('down', [0.5, 0.4], onOutline);
  hear('move', [0.5, 0.3]);
  hear('up', [0.5, 0.3]);
  expect(commits[0]?.keys[0]?.shape).toMatchObject({ points: [[0.4, 0.4], [0.5, 0.3], [0.6, 0.4], {}, {}] });
  hear('down', [0.5, 0.4], onOutline);
  hear('up', [0.5, 0.4]);
  expect([commits.length, points()]).toEqual([2, [1, 1]]);
});
