import type { ChromaAb, Hint, ImagePoint } from '../../shared/model/hint.ts';
import type { PathHint } from '../../shared/model/hint-kinds.ts';
import type { HintId, SwatchId } from '../../shared/model/ids.ts';
import type { ToolId } from '../session/session-store.ts';
import type { LiveWire } from './live-wire.ts';
import type { ScreenPoint } from '../session/view.ts';

/** A path held by one of its places. */
export interface PathPoint {
  readonly hint: PathHint;
  /** Index of the place in hand. */
  readonly index: number;
}

/** What a pointer says to a tool. `at` is within the picture; `over` is the hint that lies under it. */
export interface ToolPointer {
  readonly at: ImagePoint;
  readonly screen: ScreenPoint;
  readonly over: Hint | undefined;
  /** The place of the chosen path that lies under it, where single places are shown to be taken. */
  readonly grip: PathPoint | undefined;
  /** Side by side: whether the pointer is over the result or over what it is held against. */
  readonly side: 'result' | 'other';
  /** Shift is held: a line clings to edges of the picture. */
  readonly magnetic: boolean;
  /** Alt is held, or it is a double click: a path is given one more place. */
  readonly adds: boolean;
  /** What pressure and tilt of a pen make of the radius, as a factor; 1 for a mouse. */
  readonly penWidth: number;
}

export type ToolEvent =
  | ({ readonly kind: 'down' | 'move' | 'up' } & ToolPointer)
  /** Escape: the gesture is taken back. */
  | { readonly kind: 'cancel' }
  /** The ground went away: another frame, tool, window or a lost pointer. The gesture is taken back. */
  | { readonly kind: 'interrupt' };

/** One change of the hints of the frame in hand: one step in the history. */
export type HintChange =
  | { readonly kind: 'add'; readonly hint: Hint }
  | { readonly kind: 'update'; readonly hint: Hint }
  | { readonly kind: 'remove'; readonly ids: readonly HintId[] };

/** What tools may do. They know nothing of stores, wire or canvas. */
export interface ToolContext {
  /** Hints of the frame in hand as the document has them. */
  hints(): readonly Hint[];
  ab(): ChromaAb;
  radius(): number;
  /** Height of the picture in widths of it, for distances. */
  aspect(): number;
  /** Shows hints as if they were in the document: seen and coloured at once. */
  show(hints: readonly Hint[]): void;
  /** Takes back what was shown. */
  dropShown(): void;
  /** Makes a change in the document; what is shown stays until it is there. */
  commit(change: HintChange): void;
  /** @param place index of the place of its path that is in hand */
  select(id: HintId | null, place?: number): void;
  pan(by: ScreenPoint): void;
  /** Takes the colour that is seen at a place; kept with `settled`. */
  pick(at: ImagePoint, options: { readonly side: 'result' | 'other'; readonly settled: boolean }): void;
  /** The swatch that the colour in hand is, for hints that are to follow it. */
  swatch(): SwatchId | undefined;
  /** A line over the picture that clings to its edges; `undefined` while the picture is not there. */
  edges(): LiveWire | undefined;
}

/** A tool is a little state chart. */
export interface Tool {
  readonly id: ToolId;
  readonly cursor: string;
  /** What is drawn around the pointer: the reach of the colour in hand, that of an auto hint, or nothing. */
  readonly ring: 'colour' | 'auto' | 'none';
  /** What a press does with a hint that lies under the pointer; it is shown before. */
  readonly onHint: 'takes' | 'erases' | 'passes';
  handle(event: ToolEvent): void;
}

/** Distance between two places in widths of the picture. */
export function distance(a: ImagePoint, b: ImagePoint, aspect: number): number {
  return Math.hypot(a[0] - b[0], (a[1] - b[1]) * aspect);
}

export function withHint(hints: readonly Hint[], hint: Hint): readonly Hint[] {
  const at = hints.findIndex((each) => each.id === hint.id);
  return at === -1 ? [...hints, hint] : hints.with(at, hint);
}

/** The colour in hand as a hint states it: with the swatch that it follows. */
export function nextHintColour(context: Pick<ToolContext, 'ab' | 'swatch'>): { readonly ab: ChromaAb; readonly swatch?: SwatchId } {
  const swatch = context.swatch();
  return { ab: context.ab(), ...(swatch === undefined ? {} : { swatch }) };
}
