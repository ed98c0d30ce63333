import { shapeLimits } from '../../shared/model/mask.ts';
import type { Editor } from '../editor/editor.ts';
import { masksShown } from '../editor/mask-context.ts';
import { moveShape, showMovedShape } from '../editor/move-mask-shape.ts';
import type { Command } from './command.ts';
import { allOf, type Condition, needs } from './conditions.ts';
import { hasMask, maskHere } from './mask-here.ts';
import { jump } from './play-commands.ts';

/** Whether the selected mask has a shape set by hand on this frame that can be moved so far. */
function canMove(editor: Editor, by: 1 | -1): boolean {
  const found = maskHere(editor);
  const { frame } = editor.session.getState();
  const limits = found === undefined ? undefined : shapeLimits(found.mask, frame, found.shot.range);
  return limits !== undefined && frame + by >= limits.first && frame + by <= limits.last;
}

const mayMove = (by: 1 | -1): Condition => allOf(hasMask, needs('The mask has no shape on this frame that can be moved there.', (editor) => canMove(editor, by)));

/** The shape goes along with the playhead; presses one after the other are one step of the history. */
function nudge(by: 1 | -1): (editor: Editor) => void {
  return (editor) => {
    const found = maskHere(editor);
    if (found === undefined) return;
    const { frame: from } = editor.session.getState();
    const shape = { shotId: found.shot.id, maskId: found.mask.id, from };
    const masks = masksShown(found.shot, editor.session.getState());
    moveShape(editor, { ...shape, to: showMovedShape(editor, shape, { wanted: from + by, masks }) }, { mergeKey: `nudge shape ${found.mask.id}` });
  };
}

function go(direction: 1 | -1): (editor: Editor) => void {
  return (editor) => { jump(editor, maskHere(editor)?.mask.keys.map(({ frame }) => frame) ?? [], direction); };
}

/** Keyboard equivalents of the marks in the timeline's lane of masks. */
export const maskShapeCommands: readonly Command[] = [
  { id: 'mask.previousShape', group: 'Tools', label: 'Go to previous mask shape', keys: ['Alt+BracketLeft'], enabled: hasMask, run: go(-1) },
  { id: 'mask.nextShape', group: 'Tools', label: 'Go to next mask shape', keys: ['Alt+BracketRight'], enabled: hasMask, run: go(1) },
  { id: 'mask.shapeEarlier', group: 'Tools', label: 'Move mask shape one frame earlier', keys: ['Shift+Alt+Comma'], enabled: mayMove(-1), run: nudge(-1) },
  { id: 'mask.shapeLater', group: 'Tools', label: 'Move mask shape one frame later', keys: ['Shift+Alt+Period'], enabled: mayMove(1), run: nudge(1) },
];
