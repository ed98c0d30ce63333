import type { ChromaAb, Hint, ImagePoint } from '../../shared/model/hint.ts';
import type { PathHint } from '../../shared/model/hint-kinds.ts';
import type { HintId, SwatchId } from '../../shared/model/ids.ts';
import type { ToolId } from '../session/session-store.ts';
import type { DialGrip } from './hint-dial.ts';
import type { LiveWire } from './live-wire.ts';
import type { ScreenPoint } from '../session/view.ts';
import type { MaskContext, MaskHandle } from './mask-context.ts';

/** A path dragged by one of its points. */
export interface PathPoint {
  readonly hint: PathHint;
  /** Index of the dragged point. */
  readonly index: number;
}

/** A pointer event for a tool. `at` is within the picture; `over` is the hint under it. */
export interface ToolPointer {
  readonly at: ImagePoint;
  readonly screen: ScreenPoint;
  readonly over: Hint | undefined;
  /** The draggable point of the selected path under the pointer. */
  readonly grip: PathPoint | undefined;
  /** The handle of the selected point's strength or reach under the pointer. Its centre and `screen` have one origin. */
  readonly dial: DialGrip | undefined;
  /** The handle of a mask under the pointer. */
  readonly handle: MaskHandle | undefined;
  /** Side by side: whether the pointer is over the result or the comparison. */
  readonly side: 'result' | 'other';
  /** Shift is held: a line snaps to edges of the picture. */
  readonly magnetic: boolean;
  /** Shift or Ctrl is held: the press adds to the selection or removes from it. */
  readonly extends: boolean;
  /** Alt is held, or it is a double click: adds a point to a path, takes the colour under a press of the point tool along. */
  readonly adds: boolean;
  /** Width factor from pressure and tilt of a pen; 1 for a mouse. */
  readonly penWidth: number;
}

export type ToolEvent =
  | ({ readonly kind: 'down' | 'move' | 'up' } & ToolPointer)
  /** Escape: cancels the gesture. */
  | { readonly kind: 'cancel' }
  /** The frame, tool or window changed, or the pointer was lost: cancels the gesture. */
  | { readonly kind: 'interrupt' };

/** One change of the hints of the current frame: one step of the history. */
export type HintChange =
  | { readonly kind: 'add'; readonly hint: Hint }
  | { readonly kind: 'update'; readonly hint: Hint }
  | { readonly kind: 'remove'; readonly ids: readonly HintId[] }
  /** Several hints at once: each by what takes its place, which is nothing for one that is removed. */
  | { readonly kind: 'replace'; readonly by: ReadonlyMap<HintId, readonly Hint[]> };

/** The interface for tools. Tools do not depend on stores, wire or canvas. */
export interface ToolContext {
  /** Hints of the current frame in the document. */
  hints(): readonly Hint[];
  /** Those of them that the pointer may take: in sight and not locked. */
  reachable(): readonly Hint[];
  ab(): ChromaAb;
  radius(): number;
  /** Height of the picture in widths of it, for distances. */
  aspect(): number;
  /** Previews hints as if they were in the document: shown and coloured at once. */
  show(hints: readonly Hint[]): void;
  /** Discards the preview. */
  dropShown(): void;
  /** Changes the document; the preview stays until the change is confirmed. */
  commit(change: HintChange): void;
  /** @param place index of the selected point of its path */
  select(id: HintId | null, place?: number): void;
  /** Selects several hints; the last one is the primary one, or the last that has a colour. */
  selectAll(ids: readonly HintId[]): void;
  /** The selected hints, the primary one first. */
  selection(): readonly HintId[];
  /** Shows the outline of a marquee or lasso; `null` removes it. */
  outline(points: readonly ImagePoint[] | null): void;
  pan(by: ScreenPoint): void;
  /** What the mask tool works on. */
  readonly masks: MaskContext;
  /** The colour shown at a position; `undefined` where there is none yet. */
  colourAt(at: ImagePoint, side: 'result' | 'other'): ChromaAb | undefined;
  /** Picks the colour shown at a position; saved with `settled`. */
  pick(at: ImagePoint, options: { readonly side: 'result' | 'other'; readonly settled: boolean }): void;
  /** The swatch of the current colour, for hints that are to follow it. */
  swatch(): SwatchId | undefined;
  /** Lines that snap to edges of the picture; `undefined` until the picture is loaded. */
  edges(): LiveWire | undefined;
}

/** A tool is a small state chart. */
export interface Tool {
  readonly id: ToolId;
  readonly cursor: string;
  /** Radius drawn around the pointer: that of the current colour, of an auto hint, of the eraser, or none. */
  readonly ring: 'colour' | 'auto' | 'eraser' | 'none';
  /** Effect of a press on the hint under the pointer; shown as feedback. */
  readonly onHint: 'takes' | 'erases' | 'passes';
  handle(event: ToolEvent): void;
}

/** Distance between two positions in widths of the picture. */
export function distance(a: ImagePoint, b: ImagePoint, aspect: number): number {
  return Math.hypot(a[0] - b[0], (a[1] - b[1]) * aspect);
}

export function withHint(hints: readonly Hint[], hint: Hint): readonly Hint[] {
  const at = hints.findIndex((each) => each.id === hint.id);
  return at === -1 ? [...hints, hint] : hints.with(at, hint);
}

/** Pure: the hints after a change of several: each by what takes its place. */
export function withReplaced(hints: readonly Hint[], by: ReadonlyMap<HintId, readonly Hint[]>): readonly Hint[] {
  return hints.flatMap((hint) => by.get(hint.id) ?? [hint]);
}

/** The change that updates these hints: one step of the history, however many they are. */
export function updateOf(hints: readonly Hint[]): HintChange {
  const [only] = hints;
  return hints.length === 1 && only !== undefined ? { kind: 'update', hint: only } : { kind: 'replace', by: new Map(hints.map((hint) => [hint.id, [hint]])) };
}

/** The current colour for a hint, with the swatch that it follows. */
export function nextHintColour(context: Pick<ToolContext, 'ab' | 'swatch'>): { readonly ab: ChromaAb; readonly swatch?: SwatchId } {
  const swatch = context.swatch();
  return { ab: context.ab(), ...(swatch === undefined ? {} : { swatch }) };
}
