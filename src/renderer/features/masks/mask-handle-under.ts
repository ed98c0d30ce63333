import { maskOnFrame, type Mask } from '../../../shared/model/mask.ts';
import { type Placement, type ScreenPoint, toScreen } from '../../session/view.ts';
import { maskHandles } from '../../tools/mask-handles.ts';
import type { MaskHandle } from '../../tools/mask-context.ts';

const GRAB_PX = 9;

interface Where {
  readonly frame: number;
  readonly selected: Mask['id'] | null;
  readonly placement: Placement;
  /** Height of the picture in widths of it. */
  readonly aspect: number;
}

/** The handle of a visible mask at a position of the viewer, the nearest of several. Masks that are not selected can be taken by their middle. */
export function maskHandleUnder(masks: readonly Mask[], screen: ScreenPoint, { frame, selected, placement, aspect }: Where): MaskHandle | undefined {
  let found: MaskHandle | undefined;
  let nearest = GRAB_PX;
  for (const mask of masks.filter(({ visible }) => visible)) {
    const handles = maskHandles(maskOnFrame(mask, frame).shape, aspect);
    (mask.id === selected ? handles : handles.slice(0, 1)).forEach((at, index) => {
      const place = toScreen(at, placement);
      const far = Math.hypot(place.x - screen.x, place.y - screen.y);
      if (far > nearest) return;
      nearest = far;
      found = { maskId: mask.id, index };
    });
  }
  return found;
}
