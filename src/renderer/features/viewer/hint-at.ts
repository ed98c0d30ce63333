import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { kindOf, positionsOf } from '../../../shared/model/hint-kinds.ts';
import { type Placement, radiusOnScreen, type ScreenPoint, toScreen } from '../../session/view.ts';

const GRAB_PX = 10;
const GRAB_PATH_PX = 7;
/** A large point is hit only near its middle, so that another can be placed within it. */
const LARGEST_GRAB_PX = 16;

/** The hint at a position of the viewer; of several the newest. */
export function hintAt(hints: readonly Hint[], screen: ScreenPoint, placement: Placement): Hint | undefined {
  return hints.findLast((hint) => {
    const positions = positionsOf(hint).map((each) => toScreen(each, placement));
    const { shape } = kindOf(hint);
    switch (shape) {
      case 'position': {
        const radius = 'radius' in hint ? radiusOnScreen(hint.radius, placement) : 0;
        const grab = Math.min(LARGEST_GRAB_PX, Math.max(GRAB_PX, radius));
        return positions.some((at) => Math.hypot(at.x - screen.x, at.y - screen.y) <= grab);
      }
      case 'path': return positions.some((at, index) => distanceToSegment(screen, positions[index - 1] ?? at, at) <= GRAB_PATH_PX);
      default: return assertNever(shape);
    }
  });
}

function distanceToSegment(point: ScreenPoint, from: ScreenPoint, to: ScreenPoint): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * dx + (point.y - from.y) * dy) / length));
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy);
}
