import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { hintKinds } from '../../../shared/model/hint-kinds.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { type Placement, radiusOnScreen, type ScreenPoint } from '../../session/view.ts';

export interface RingHandle {
  /** Position in the viewer, CSS px; `undefined` hides the ring. */
  moveTo(place: ScreenPoint | undefined): void;
}

/** Ring around the pointer with the radius of the current tool. Moved outside React, so that nothing else is rendered. */
export function SizeRing({ ref, placement }: { readonly ref: Ref<RingHandle>; readonly placement: Placement }): ReactNode {
  const { tools } = useEditor();
  const ring = useRef<HTMLDivElement>(null);
  const tool = useSession((session) => session.tool);
  const radius = useSession((session) => session.radius);
  const colour = useSession((session) => (tools[session.tool].ring === 'colour' ? labToHex(Math.min(80, Math.max(35, session.lightness)), session.ab[0], session.ab[1]) : undefined));
  const kind = tools[tool].ring;
  useImperativeHandle(ref, () => ({
    moveTo(place) {
      if (ring.current === null) return;
      ring.current.style.visibility = place === undefined ? 'hidden' : 'visible';
      if (place !== undefined) ring.current.style.transform = `translate(${place.x}px, ${place.y}px)`;
    },
  }), []);
  const px = kind === 'none' ? 0 : Math.max(2, radiusOnScreen(kind === 'auto' ? radius * hintKinds.auto.radiusFactor : radius, placement));
  return (
    <div className="size-ring" ref={ring} aria-hidden="true">
      {kind === 'none' ? null : <i data-kind={kind} style={{ width: 2 * px, height: 2 * px, margin: -px, ...(colour === undefined ? {} : { borderColor: colour }) }} />}
    </div>
  );
}
