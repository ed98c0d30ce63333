import { Fragment, type ReactNode } from 'react';
import { Rect } from 'react-konva';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, toScreen } from '../../session/view.ts';
import type { PathGrips as Grips } from './use-path-grips.ts';

const GRIP_PX = 7;
const GRIP_UNDER_PX = 9;

/** Handles on the points of the selected path; the selected one is filled, as in drawing programs. */
export function PathGrips({ grips, placement }: { readonly grips: Grips; readonly placement: Placement }): ReactNode {
  const under = useSession((session) => session.pathPointUnder);
  return (
    <Fragment>
      {grips.places.map((index) => {
        const { x, y } = toScreen(grips.hint.path[index]!, placement);
        const size = index === under ? GRIP_UNDER_PX : GRIP_PX;
        const box = (grown: number): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } => ({ x: x - size / 2 - grown, y: y - size / 2 - grown, width: size + 2 * grown, height: size + 2 * grown });
        return (
          <Fragment key={index}>
            <Rect {...box(1)} stroke="#000" opacity={0.45} strokeWidth={1.5} />
            <Rect {...box(0)} fill={index === grips.inHand ? '#fff' : '#202020'} stroke="#fff" strokeWidth={1.3} />
          </Fragment>
        );
      })}
    </Fragment>
  );
}
