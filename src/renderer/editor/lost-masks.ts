import type { Shot } from '../../shared/model/document.ts';
import type { FrameRange } from '../../shared/model/frame.ts';
import type { Mask, Masks } from '../../shared/model/mask.ts';
import { lostRunNear, lostRunsIn, withPositionHeld } from '../../shared/model/mask-track.ts';
import { goTo } from '../commands/play-commands.ts';
import { panelShown } from '../session/dock.ts';
import { currentShot, type Editor } from './editor.ts';
import { chosenMask, masksShown } from './mask-context.ts';
import { changeMask } from './mask-edits.ts';

/** A mask of a shot and a run of frames on which tracking lost it. */
export interface LostMask {
  readonly shot: Pick<Shot, 'id' | 'range'>;
  readonly mask: Mask;
  readonly run: FrameRange;
}

/** The mask that is lost on a frame: the selected one, else the first whose outline is shown. */
export function lostMaskOn(shot: Pick<Shot, 'id' | 'range'>, masks: Masks, { frame, selectedMask }: { readonly frame: number; readonly selectedMask: Mask['id'] | null }): LostMask | undefined {
  const lost = masks.flatMap((mask): readonly LostMask[] => {
    const run = lostRunsIn(mask, shot.range).find(({ first, last }) => frame >= first && frame <= last);
    return run === undefined ? [] : [{ shot, mask, run }];
  });
  return lost.find(({ mask }) => mask.id === selectedMask) ?? lost.find(({ mask }) => mask.visible);
}

/** What the commands act on: the frames near the playhead on which the selected mask is lost, else another mask that is lost on the frame shown. */
export function lostMaskHere(editor: Editor): LostMask | undefined {
  const shot = currentShot(editor);
  if (shot === undefined) return undefined;
  const session = editor.session.getState();
  const masks = masksShown(shot, session);
  const mask = chosenMask(masks, session);
  const run = mask === undefined ? undefined : lostRunNear(mask, session.frame, shot.range);
  return mask === undefined || run === undefined ? lostMaskOn(shot, masks, session) : { shot, mask, run };
}

/** Goes to the first frame on which the mask is lost, with the mask selected, its outline shown and the mask tool in hand. */
export function fitByHand(editor: Editor, { shot, mask, run }: LostMask): void {
  editor.tool().handle({ kind: 'interrupt' });
  if (editor.session.getState().speed !== 0) editor.playback.pause();
  editor.session.setState({ tool: 'mask', maskKind: mask.keys[0]!.shape.kind, maskJoin: null, selectedMask: mask.id, selectedMaskPoint: null, ...panelShown('masks') });
  goTo(editor, run.first);
  if (!mask.visible) changeMask(editor, shot.id, { ...mask, visible: true });
}

/** Keeps the mask where it was through the frames on which it is lost; one step to undo. */
export function holdPosition(editor: Editor, { shot, mask, run }: LostMask): void {
  changeMask(editor, shot.id, withPositionHeld(mask, run));
}

/** “frame 14”, “frames 14–16”: counted from 1 in the shot, as over the picture. */
export function framesWords({ shot, run }: Pick<LostMask, 'shot' | 'run'>): string {
  const [first, last] = [run.first - shot.range.first + 1, run.last - shot.range.first + 1];
  return first === last ? `frame ${first}` : `frames ${first}–${last}`;
}

/** “Fit by hand at 14”. */
export function fitWords({ shot, run }: Pick<LostMask, 'shot' | 'run'>): string {
  return `Fit by hand at ${run.first - shot.range.first + 1}`;
}
