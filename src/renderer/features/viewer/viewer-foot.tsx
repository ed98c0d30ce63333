import { Fragment, type ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { useSession } from '../../editor/editor-context.ts';
import { LostMaskBar } from '../masks/lost-mask-bar.tsx';
import { KeyInDissolve } from './key-in-dissolve.tsx';

/** Below the picture: notes on the frame, the legend of the overlays, and a mask that is lost. */
export function ViewerFoot({ clip }: { readonly clip: Clip }): ReactNode {
  const frame = useSession((session) => (session.speed === 0 ? session.frame : null));
  return (
    <div className="foot">
      {frame === null ? null : <KeyInDissolve frame={frame} />}
      <OverlayLegend />
      <LostMaskBar clip={clip} />
    </div>
  );
}

function OverlayLegend(): ReactNode {
  const { lowConfidence, uncoloured, clipped } = useSession((session) => session.overlays);
  if (!lowConfidence && !uncoloured && !clipped) return null;
  return (
    <div className="legend">
      {lowConfidence ? <span><i data-mark="lowConfidence" />low confidence: add a hint or a keyframe</span> : null}
      {uncoloured ? <span><i data-mark="uncoloured" />uncoloured</span> : null}
      {clipped ? <Fragment><span><i data-mark="white" />clipped white</span><span><i data-mark="black" />clipped black</span><span><i data-mark="gamut" />chroma reduced to fit the clip’s colours</span></Fragment> : null}
    </div>
  );
}
