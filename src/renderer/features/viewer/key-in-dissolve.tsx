import type { ReactNode } from 'react';
import { keyInDissolve } from '../../document/shot-colours.ts';
import { keyframeAt } from '../../document/project-mirror.ts';
import { useDocument, useSession } from '../../editor/editor-context.ts';
import { frameOutsideDissolves } from '../../editor/move-keyframe.ts';
import { CommandButton } from '../../ui/button.tsx';

const WORDS = {
  alone: 'This keyframe is inside a dissolve, so it colours this frame alone. The shot is propagated from its other keyframes.',
  propagated: 'This keyframe is inside a dissolve, so it propagates the colours of both shots.',
} as const;

/** Below the picture: what a keyframe inside a dissolve colours, and the way out where its hints can go with it. @param frame the one that is shown */
export function KeyInDissolve({ frame }: { readonly frame: number }): ReactNode {
  const clipId = useSession((session) => session.clipId);
  const colours = useDocument((document) => keyInDissolve(document, clipId, frame));
  const canMove = useDocument((document) => {
    const keyframe = keyframeAt(document, clipId, frame);
    return keyframe !== undefined && frameOutsideDissolves(document, keyframe) !== undefined;
  });
  if (colours === undefined) return null;
  return (
    <div className="key-in-dissolve" onPointerDown={(event) => { event.stopPropagation(); }} onDoubleClick={(event) => { event.stopPropagation(); }}>
      <span role="status">{WORDS[colours]}</span>
      {canMove ? <CommandButton id="shot.moveKeyframeOutOfDissolve">Move out of the dissolve</CommandButton> : null}
    </div>
  );
}
