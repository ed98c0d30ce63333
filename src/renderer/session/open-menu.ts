import type { ContextMenuId } from '../commands/context-menus.ts';

/** A menu at a position of the window, CSS px, and what it was opened on. */
export interface OpenMenu {
  readonly id: ContextMenuId;
  /** Id of the thing; empty where there is one of its kind alone, as of the picture. */
  readonly target: string;
  readonly x: number;
  readonly y: number;
}
