import type { ShotColour } from '../../../shared/contract/propagate.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { ShotId } from '../../../shared/model/ids.ts';

/** Pure: the shots that are coloured with earlier networks than the present ones. */
export function olderShots(shots: readonly Shot[], colours: ReadonlyMap<ShotId, ShotColour>): readonly Shot[] {
  return shots.filter(({ id }) => colours.get(id)?.newerNetworks !== undefined);
}
