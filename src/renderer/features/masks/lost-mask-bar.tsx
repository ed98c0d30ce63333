import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { Mask } from '../../../shared/model/mask.ts';
import { lostRunNear, lostRunsIn } from '../../../shared/model/mask-track.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { fitByHand, fitWords, framesWords, holdPosition, lostMaskOn } from '../../editor/lost-masks.ts';
import { masksShown } from '../../editor/mask-context.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';

/** Over the picture: that a mask is lost on this frame, and what can be done. */
export function LostMaskBar({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly !== false);
  const frame = useSession((session) => (session.speed === 0 && session.page === 'colour' ? session.frame : null));
  const shot = useDocument((document) => (frame === null ? undefined : shotAt(document, clip.id, frame)));
  const liveMasks = useSession((session) => session.liveMasks);
  const selectedMask = useSession((session) => session.selectedMask);
  const lost = shot === undefined || frame === null ? undefined : lostMaskOn(shot, masksShown(shot, { liveMasks }), { frame, selectedMask });
  return lost === undefined ? null : (
    <div className="lost-mask" role="group" aria-label={`${lost.mask.name}, lost`} onPointerDown={(event) => { event.stopPropagation(); }} onDoubleClick={(event) => { event.stopPropagation(); }}>
      <span role="status">{symbols.warning}{lost.mask.name}: track lost on {framesWords(lost)}</span>
      <Button disabled={readOnly} title="Goes to the first of these frames; set the shape there by its handles, then track on from it" onClick={() => { fitByHand(editor, lost); }}>{fitWords(lost)}</Button>
      <Button disabled={readOnly} title="The mask stays where it was before, through all of these frames" onClick={() => { holdPosition(editor, lost); }}>Hold position</Button>
    </div>
  );
}

/** In the list of masks: on which frames the selected one is lost, those near the playhead, and what can be done. */
export function LostMaskLine({ shot, mask, frame }: { readonly shot: Shot; readonly mask: Mask; readonly frame: number }): ReactNode {
  const run = lostRunNear(mask, frame, shot.range);
  if (run === undefined) return null;
  const others = lostRunsIn(mask, shot.range).length - 1;
  return (
    <div className="lost-mask-line">
      <p className="mask-shapes">{symbols.warning}Track lost on {framesWords({ shot, run })}{others > 0 ? `, and ${others === 1 ? 'once' : `${others} times`} more` : ''}.</p>
      <div className="hint-actions" role="toolbar" aria-label="Lost mask">
        <CommandButton id="mask.fitByHand">{fitWords({ shot, run })}</CommandButton>
        <CommandButton id="mask.holdPosition">Hold position</CommandButton>
      </div>
    </div>
  );
}
