import type { Hint } from '../../../shared/model/hint.ts';
import { type Placement, radiusOnScreen, type ScreenPoint, toScreen } from '../../session/view.ts';

const GRAB_PX = 10;
const GRAB_PATH_PX = 7;
/** A large point is taken by its middle, so that another can be set within it. */
const LARGEST_GRAB_PX = 16;

/** The hint under a place of the viewer; of several the one set last. */
export function hintAt(hints: readonly Hint[], screen: ScreenPoint, placement: Placement): Hint | undefined {
  return hints.findLast((hint) => {
    switch (hint.kind) {
      case 'point': case 'auto': {
        const at = toScreen(hint.at, placement);
        const grab = Math.min(LARGEST_GRAB_PX, Math.max(GRAB_PX, radiusOnScreen(hint.radius, placement)));
        return Math.hypot(at.x - screen.x, at.y - screen.y) <= grab;
      }
      case 'stroke': case 'boundary': {
        const places = hint.path.map((each) => toScreen(each, placement));
        return places.some((place, index) => distanceToSegment(screen, places[index - 1] ?? place, place) <= GRAB_PATH_PX);
      }
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
