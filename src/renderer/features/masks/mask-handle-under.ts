import { type Mask, shapeOnFrame } from '../../../shared/model/mask.ts';
import { outlineOf } from '../../../shared/model/mask-coverage.ts';
import { type Placement, type ScreenPoint, toScreen } from '../../session/view.ts';
import { maskHandles } from '../../tools/mask-handles.ts';
import type { MaskHandle } from '../../tools/mask-context.ts';

const GRAB_PX = 9;
const GRAB_OUTLINE_PX = 5;

interface Where {
  readonly frame: number;
  readonly selected: Mask['id'] | null;
  readonly placement: Placement;
  /** Height of the picture in widths of it. */
  readonly aspect: number;
}

/**
 * The handle of a visible mask at a position of the viewer, the nearest of several. Masks that are not selected can be taken by their middle; of the
 * selected polygon also a place on its outline, for a new point.
 */
export function maskHandleUnder(masks: readonly Mask[], screen: ScreenPoint, { frame, selected, placement, aspect }: Where): MaskHandle | undefined {
  let found: MaskHandle | undefined;
  let nearest = GRAB_PX;
  for (const mask of masks.filter(({ visible }) => visible)) {
    const handles = maskHandles(shapeOnFrame(mask, frame), aspect);
    (mask.id === selected ? handles : handles.slice(0, 1)).forEach((at, index) => {
      const place = toScreen(at, placement);
      const far = Math.hypot(place.x - screen.x, place.y - screen.y);
      if (far > nearest) return;
      nearest = far;
      found = { maskId: mask.id, index };
    });
  }
  const chosen = masks.find(({ id, visible }) => visible && id === selected);
  return found ?? (chosen === undefined ? undefined : outlineUnder(chosen, screen, { frame, placement, aspect }));
}

/** The place on the outline of a polygon at a position of the viewer, as the handle of the point that a press would add. */
function outlineUnder(mask: Mask, screen: ScreenPoint, { frame, placement, aspect }: Omit<Where, 'selected'>): MaskHandle | undefined {
  const shape = shapeOnFrame(mask, frame);
  if (shape.kind !== 'polygon') return undefined;
  const [line = []] = outlineOf(shape, { width: 1, height: aspect });
  const places = line.map((at) => toScreen(at, placement));
  const perPoint = (line.length - 1) / shape.points.length;
  let found: MaskHandle | undefined;
  let nearest = GRAB_OUTLINE_PX;
  for (let index = 1; index < places.length; index++) {
    const { far, share } = nearestOnSegment(screen, places[index - 1]!, places[index]!);
    if (far > nearest) continue;
    nearest = far;
    const along = (index - 1 + share) / perPoint;
    const after = Math.min(shape.points.length - 1, Math.floor(along));
    found = { maskId: mask.id, index: after + 2, onOutline: { after, share: along - after } };
  }
  return found;
}

/** Distance of a position from a segment, and the share of the segment, 0…1, that is nearest to it. */
function nearestOnSegment(at: ScreenPoint, from: ScreenPoint, to: ScreenPoint): { readonly far: number; readonly share: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - from.x) * dx + (at.y - from.y) * dy) / squared));
  return { far: Math.hypot(at.x - from.x - share * dx, at.y - from.y - share * dy), share };
}
