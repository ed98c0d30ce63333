import type { Shot } from '../../../shared/model/document.ts';
import { type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import { MaskId } from '../../../shared/model/ids.ts';
import { isSameBuild, type Mask, Masks } from '../../../shared/model/mask.ts';
import { withShapesOf } from '../../../shared/model/mask-join.ts';
import { sharedFrames } from './united-version.ts';

/**
 * Masks after shots of a clip were merged or replaced, or a boundary was moved: where shots share a mask, as after a split, it has on each frame the shape that the shot gave it
 * which had the frame. Shapes outside of a shot stay in its masks, since they say what the frames beside them show.
 */
export function masksInPlace(removed: readonly Shot[], added: readonly Shot[]): readonly Shot[] {
  const sources = removed.filter(({ masks }) => masks !== undefined);
  if (sources.length === 0) return added;
  return added.map((shot) => {
    if (shot.masks === undefined) return shot;
    const coming = sources.filter((each) => each.id !== shot.id && sharedFrames(each, shot) > 0);
    const masks = shot.masks.map((mask) => coming.reduce((now, { masks: theirs = [], range }) => {
      const other = theirs.find(({ id }) => id === mask.id);
      return other === undefined ? now : withShapesOf(now, other, both(range, shot.range), shot.range);
    }, mask));
    return masks.every((mask, index) => mask === shot.masks![index]) ? shot : { ...shot, masks };
  });
}

/**
 * The masks of a shot with those of another one that it does not have, or has with a shape of another build, as a shape cannot be both. They stop no colour, as that would change its
 * keyframes. As they are where there is no room for them.
 */
export function withMasksOf({ masks = [] }: Pick<Shot, 'masks'>, { id, masks: theirs = [] }: Pick<Shot, 'id' | 'masks'>): Masks {
  const more = theirs.flatMap(({ stopsColour: _own, ...copy }): Mask[] => {
    const own = masks.find((mask) => mask.id === copy.id);
    return own === undefined ? [copy] : isSameBuild(own.keys[0]!.shape, copy.keys[0]!.shape) ? [] : [{ ...copy, id: MaskId.parse(`${copy.id} ${id}`), name: `${copy.name.slice(0, 78)} 2` }];
  });
  const joined = Masks.safeParse([...masks, ...more]);
  return more.length > 0 && joined.success ? joined.data : masks;
}

function both(a: FrameRange, b: FrameRange): FrameRange {
  return frameRange(Math.max(a.first, b.first), Math.min(a.last, b.last));
}
