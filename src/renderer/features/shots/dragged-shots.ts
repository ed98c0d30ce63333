import { z } from 'zod';
import { ShotId } from '../../../shared/model/ids.ts';

/** Type of shots under a drag within the window. */
export const SHOTS_DRAGGED = 'application/x-tintype-shots';

export function writeDraggedShots(data: DataTransfer, shotIds: readonly ShotId[]): void {
  data.setData(SHOTS_DRAGGED, JSON.stringify(shotIds));
  data.effectAllowed = 'move';
}

/** The shots of a drop; none where something else was dropped. */
export function draggedShots(data: DataTransfer): readonly ShotId[] {
  try {
    return z.array(ShotId).parse(JSON.parse(data.getData(SHOTS_DRAGGED)));
  } catch {
    // Something else was dropped, or by another program under the same name.
    return [];
  }
}
