import type { ShotId } from '../../../shared/model/ids.ts';

interface Bin {
  /** Shots in the listed order. */
  readonly order: readonly ShotId[];
  readonly chosen: ReadonlySet<ShotId>;
  /** The shot under the playhead, where a selection begins. */
  readonly current: ShotId | undefined;
}

/** Pure: the selected shots after a press on one; with nothing selected, the current shot counts as the selection. */
export function chosenAfterPress({ order, chosen, current }: Bin, pressed: ShotId, how: 'only' | 'toggle' | 'range'): ReadonlySet<ShotId> {
  switch (how) {
    case 'only': return new Set();
    case 'toggle': {
      const next = new Set(chosen.size === 0 && current !== undefined && current !== pressed ? [current] : chosen);
      if (!next.delete(pressed)) next.add(pressed);
      return next;
    }
    case 'range': {
      const [a, b] = [order.indexOf(current ?? pressed), order.indexOf(pressed)];
      return new Set(order.slice(Math.min(a === -1 ? b : a, b), Math.max(a, b) + 1));
    }
  }
}

/** How many of a scene's shots are selected. */
export type SceneSelection = 'none' | 'some' | 'all';

/** Pure: of a scene's shots, on the board. */
export function sceneSelection(chosen: ReadonlySet<ShotId>, own: readonly ShotId[]): SceneSelection {
  const count = own.filter((id) => chosen.has(id)).length;
  return count === 0 ? 'none' : count === own.length ? 'all' : 'some';
}

/** Pure: the selection with all shots of a scene, or without any of them where all were in it. */
export function withScene(chosen: ReadonlySet<ShotId>, own: readonly ShotId[]): ReadonlySet<ShotId> {
  return sceneSelection(chosen, own) === 'all' ? new Set([...chosen].filter((id) => !own.includes(id))) : new Set([...chosen, ...own]);
}
