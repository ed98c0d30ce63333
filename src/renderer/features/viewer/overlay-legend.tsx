import { Fragment, type ReactNode } from 'react';
import { useSession } from '../../editor/editor-context.ts';

/** What the marks over the picture mean; there only while they are. */
export function OverlayLegend(): ReactNode {
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
