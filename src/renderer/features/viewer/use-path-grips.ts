import { useMemo } from 'react';
import type { Hint } from '../../../shared/model/hint.ts';
import { isPathHint, type PathHint } from '../../../shared/model/hint-kinds.ts';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, type ScreenPoint, toScreen } from '../../session/view.ts';
import { selectedPathPointOf } from '../../session/session-store.ts';
import { handlesOf } from '../../tools/path-points.ts';
import type { PathPoint } from '../../tools/tool.ts';

/** Points of the selected path that can be dragged. */
export interface PathGrips {
  readonly hint: PathHint;
  /** Indices into its path, in order. */
  readonly places: readonly number[];
  /** The dragged or selected one. */
  readonly inHand: number | undefined;
}

const GRAB_PX = 8;

/**
 * The handles of the selected stroke or boundary while the select tool is current. During a gesture only the selected path point has one,
 * so that the picture stays visible.
 */
export function usePathGrips(hints: readonly Hint[], aspect: number): PathGrips | undefined {
  const selected = useSession((session) => (session.tool === 'move' ? session.selected : null));
  const hint = hints.find((each) => each.id === selected);
  const inHand = useSession((session) => (hint === undefined ? undefined : selectedPathPointOf(hint, session)));
  const isLive = useSession((session) => session.live !== null);
  return useMemo(() => {
    if (hint === undefined || !isPathHint(hint)) return undefined;
    if (isLive) return { hint, places: inHand === undefined ? [] : [inHand], inHand };
    return { hint, places: handlesOf(hint.path, { aspect, ...(inHand === undefined ? {} : { keep: inHand }) }), inHand };
  }, [hint, inHand, isLive, aspect]);
}

/** The handle at a position of the viewer; of several the nearest. */
export function gripUnder(grips: PathGrips | undefined, screen: ScreenPoint, placement: Placement): PathPoint | undefined {
  if (grips === undefined) return undefined;
  let found: PathPoint | undefined;
  let nearest = GRAB_PX;
  for (const index of grips.places) {
    const place = toScreen(grips.hint.path[index]!, placement);
    const far = Math.hypot(place.x - screen.x, place.y - screen.y);
    if (far > nearest) continue;
    nearest = far;
    found = { hint: grips.hint, index };
  }
  return found;
}
