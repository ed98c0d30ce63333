import { colourCoding } from '../../../shared/colour/coding.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import type { Session } from '../../session/session-store.ts';
import type { Pane, Placement } from '../../session/view.ts';
import { pointOfWipe, type Rectangle, towardsResult } from '../../session/wipe-line.ts';
import type { ComposedPicture, SlotPicture } from './compositor.ts';

interface Scene {
  readonly session: Pick<Session, 'viewer' | 'compare' | 'against' | 'wipe' | 'holdOriginal' | 'overlays'>;
  readonly picture: PictureFormat;
  /** Position of the result within its pane, CSS px. */
  readonly placement: Placement;
  readonly pane: Pane;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  readonly hasColour: boolean;
  /** The frame that the result is compared with, if it is another one and loaded. */
  readonly other: SlotPicture | undefined;
}

/** Layers of the canvas from the bottom up: the comparison, then the result on its side of the wipe or in its pane. */
export function composedPictures({ session, picture, placement, pane, ratio, hasColour, other }: Scene): readonly ComposedPicture[] {
  const { compare, against, wipe, holdOriginal, overlays, viewer } = session;
  const scaled = ({ left, top, width, height }: Rectangle): Rectangle => ({ left: left * ratio, top: top * ratio, width: width * ratio, height: height * ratio });
  const kind = { rotation: placement.rotation, coding: colourCoding(picture) } as const;
  const place = scaled({ ...placement, left: placement.left + pane.left });
  const paneBox = scaled({ left: pane.left, top: 0, width: pane.size.width, height: pane.size.height });
  const result: ComposedPicture = { slot: 'shown', place, pane: paneBox, ...kind, coloured: hasColour && compare !== 'original' && !holdOriginal, ...(holdOriginal || compare === 'original' ? {} : { overlays }) };
  // Until the frame to compare with is loaded, the original is shown instead.
  const beneath = against.kind === 'original' || other === undefined ? { slot: 'shown', coloured: false } as const : { slot: 'other', coloured: other.plane !== undefined } as const;
  switch (compare) {
    case 'result': case 'original': return [result];
    case 'wipe': {
      const at = pointOfWipe(wipe, place);
      return [{ place, pane: paneBox, ...kind, ...beneath }, { ...result, side: { through: at, towards: towardsResult(wipe.angle) } }];
    }
    case 'sideBySide': {
      const left = scaled({ left: 0, top: 0, width: viewer.width - pane.left, height: viewer.height });
      return [{ place: scaled(placement), pane: left, ...kind, ...beneath }, result];
    }
  }
}
