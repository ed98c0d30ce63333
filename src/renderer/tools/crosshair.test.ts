import { expect, test } from 'vitest';
import { frameIndex } from '../../shared/model/frame.ts';
import type { Hint, ImagePoint } from '../../shared/model/hint.ts';
import { HintId, newId } from '../../shared/model/ids.ts';
import type { Mask, MaskPoint, MaskShape } from '../../shared/model/mask.ts';
import type { ToolId } from '../session/session-store.ts';
import { createCrosshair, type Crosshair } from './crosshair.ts';
import type { HintChange, ToolContext } from './tool.ts';
import { createToolbox } from './toolbox.ts';

interface Hands {
  readonly hands: Crosshair;
  readonly commits: HintChange[];
  readonly masks: Mask[];
  readonly shown: () => readonly Hint[] | undefined;
  readonly draft: () => readonly MaskPoint[];
}

/** The crosshair with the real tools, over a picture of hints that are met within 0.01 of their position. */
function handsWith(id: ToolId, options: { readonly hints?: readonly Hint[]; readonly maskKind?: MaskShape['kind'] } = {}): Hands {
  const { hints = [], maskKind = 'ellipse' } = options;
  const commits: HintChange[] = [];
  const masks: Mask[] = [];
  let shown: readonly Hint[] | undefined;
  let draft: readonly MaskPoint[] = [];
  let selected: readonly HintId[] = [];
  const context: ToolContext = {
    hints: () => hints, reachable: () => hints, ab: () => [20, -30], radius: () => 0.01, aspect: () => 0.5,
    show: (now) => { shown = now; }, dropShown: () => { shown = undefined; }, commit: (change) => { commits.push(change); },
    selection: () => selected, select: (one) => { selected = one === null ? [] : [one]; }, selectAll: (ids) => { selected = ids; },
    outline: () => undefined, pan: () => undefined, colourAt: () => undefined, pick: () => undefined, swatch: () => undefined, edges: () => undefined,
    masks: {
      masks: () => masks, selected: () => undefined, select: () => undefined, selectPoint: () => undefined, kind: () => maskKind, frame: () => frameIndex(0), nextName: () => 'Mask 1', show: () => undefined,
      commit: (mask) => {
        masks.push(mask);
        draft = [];
      },
      drop: () => { draft = []; }, draft: () => draft, setDraft: (points) => { draft = points; },
    },
  };
  const tools = createToolbox(context);
  const over = ([x, y]: ImagePoint): Hint | undefined => hints.find((hint) => 'at' in hint && Math.hypot(hint.at[0] - x, hint.at[1] - y) < 0.01);
  const hands = createCrosshair({ tool: () => tools[id], context, pointerAt: (at) => ({ at, screen: { x: 1000 * at[0], y: 500 * at[1] }, side: 'result', over: over(at), grip: undefined, dial: undefined, handle: undefined, magnetic: false, extends: false, adds: false, penWidth: 1 }) });
  return { hands, commits, masks, shown: () => shown, draft: () => draft };
}

const point: Hint = { kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.01, ab: [1, 2] };

test('a press places a point with the colour in hand, and says where', () => {
  const { hands, commits } = handsWith('point');
  expect(hands.press([0.25, 0.4])).toBe('Point at 25.0 % from the left, 40.0 % from the top.');
  expect(commits).toMatchObject([{ kind: 'add', hint: { kind: 'point', at: [0.25, 0.4], ab: [20, -30] } }]);
});

test('a press on a hint takes it, the crosshair moves it, and the next press puts it down', () => {
  const { hands, commits } = handsWith('point', { hints: [point] });
  expect(hands.press([0.5, 0.5])).toMatch(/^Holding the point/);
  hands.move([0.6, 0.5]);
  hands.move([0.7, 0.5]);
  expect(hands.press([0.7, 0.5])).toMatch(/^Put down the point/);
  expect(commits).toMatchObject([{ kind: 'update', hint: { id: point.id, at: [0.7, 0.5] } }]);
});

test('a stroke and a boundary are put point by point and end with a second press at one position', () => {
  for (const kind of ['stroke', 'boundary'] as const) {
    const { hands, commits, shown } = handsWith(kind);
    for (const at of [[0.1, 0.1], [0.3, 0.1], [0.3, 0.4]] as const) {
      hands.move(at);
      hands.press(at);
    }
    hands.move([0.9, 0.9]);
    // The line to the crosshair is shown, but it is not part of what is drawn.
    expect(shown()).toMatchObject([{ kind, path: [[0.1, 0.1], [0.3, 0.1], [0.3, 0.4], [0.9, 0.9]] }]);
    expect(hands.back([0.9, 0.9])).toBe('Point 3 taken back.');
    hands.press([0.2, 0.4]);
    expect(commits).toEqual([]);
    hands.press([0.2, 0.4]);
    expect(commits).toMatchObject([{ kind: 'add', hint: { kind, path: [[0.1, 0.1], [0.3, 0.1], [0.2, 0.4]] } }]);
  }
});

test('a boundary of one point is refused, and Escape cancels what is drawn', () => {
  const { hands, commits, shown } = handsWith('boundary');
  hands.press([0.1, 0.1]);
  expect(hands.press([0.1, 0.1])).toMatch(/needs two points/);
  hands.press([0.1, 0.1]);
  hands.press([0.2, 0.1]);
  expect(hands.cancel()).toBe('Cancelled.');
  expect([hands.cancel(), commits, shown()]).toEqual([undefined, [], undefined]);
});

test('an ellipse has two presses at the corners of its box, a brush as many as it needs', () => {
  const ellipse = handsWith('mask');
  ellipse.hands.press([0.2, 0.2]);
  expect(ellipse.hands.press([0.4, 0.6])).toBe('Mask drawn.');
  expect(ellipse.masks[0]?.keys[0]?.shape).toMatchObject({ kind: 'ellipse', at: [expect.closeTo(0.3), expect.closeTo(0.4)], radii: [expect.closeTo(0.1), expect.closeTo(0.1)] });
  const brush = handsWith('mask', { maskKind: 'brush' });
  for (const at of [[0.2, 0.2], [0.4, 0.2], [0.4, 0.2]] as const) brush.hands.press(at);
  expect(brush.masks[0]?.keys[0]?.shape).toMatchObject({ kind: 'brush', strokes: [{ path: [[0.2, 0.2], [0.4, 0.2]] }] });
});

test('corners of a polygon are put one by one, taken back, and closed by a second press at the last one', () => {
  const { hands, masks, draft } = handsWith('mask', { maskKind: 'polygon' });
  for (const at of [[0.2, 0.2], [0.4, 0.2]] as const) hands.press(at);
  expect(hands.press([0.4, 0.2])).toBe('A polygon needs three corners.');
  hands.press([0.9, 0.9]);
  expect(hands.back([0.9, 0.9])).toBe('Corner 3 taken back.');
  expect(hands.press([0.4, 0.6])).toMatch(/^Corner 3 of the polygon/);
  expect(hands.press([0.4, 0.6])).toBe('Polygon closed.');
  expect(draft()).toEqual([]);
  expect(masks[0]?.keys[0]?.shape).toMatchObject({ kind: 'polygon', points: [[0.2, 0.2], [0.4, 0.2], [0.4, 0.6]] });
});
