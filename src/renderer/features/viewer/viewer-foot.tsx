import { Fragment, type ReactNode } from 'react';
import { isKeyInDissolve } from '../../document/shot-colours.ts';
import { useDocument, useSession } from '../../editor/editor-context.ts';

const KEY_IN_DISSOLVE = 'This keyframe lies in a dissolve: both shots’ colours are spread from it. Better key a frame outside.';

/** At the foot of the picture: what is to be known of the frame, and what the marks over it mean. */
export function ViewerFoot(): ReactNode {
  const clipId = useSession((session) => session.clipId);
  const frame = useSession((session) => (session.speed === 0 ? session.frame : null));
  const mixedKey = useDocument((document) => frame !== null && isKeyInDissolve(document, clipId, frame));
  return (
    <div className="foot">
      {mixedKey ? <p role="status">{KEY_IN_DISSOLVE}</p> : null}
      <OverlayLegend />
    </div>
  );
}

function OverlayLegend(): ReactNode {
  const { unsure, uncoloured, clipped } = useSession((session) => session.overlays);
  if (!unsure && !uncoloured && !clipped) return null;
  return (
    <div className="legend">
      {unsure ? <span><i data-mark="unsure" />unsure: a hint or a key helps here</span> : null}
      {uncoloured ? <span><i data-mark="uncoloured" />still gray</span> : null}
      {clipped ? <Fragment><span><i data-mark="white" />white clips</span><span><i data-mark="black" />black clips</span><span><i data-mark="gamut" />colour reduced to fit sRGB</span></Fragment> : null}
    </div>
  );
}
