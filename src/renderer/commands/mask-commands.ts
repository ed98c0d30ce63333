import { frameIndex } from '../../shared/model/frame.ts';
import { neutralLayer } from '../../shared/model/layer.ts';
import { type MaskJoin, type MaskShape, newMask, withoutShapeOnFrame } from '../../shared/model/mask.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { addMaskCommand, nextMaskName } from '../editor/mask-context.ts';
import { changeMask } from '../editor/mask-edits.ts';
import { panelShown } from '../session/dock.ts';
import { maskOfDraft } from '../tools/mask-context.ts';
import type { Command } from './command.ts';
import { allOf, canChangeShot, needs } from './conditions.ts';
import { nextLayerName } from './layer-commands.ts';
import { limitHintsCommand } from './limit-hints-command.ts';
import { lostMaskCommands } from './lost-mask-commands.ts';
import { maskFromHintCommands } from './mask-from-hint-commands.ts';
import { hasMask, maskHere } from './mask-here.ts';
import { maskShapeCommands } from './mask-shape-commands.ts';
import { trackMaskCommands } from './track-mask-commands.ts';

const IN_MIDDLE: Readonly<Record<MaskShape['kind'], MaskShape>> = {
  ellipse: { kind: 'ellipse', at: [0.5, 0.5], radii: [0.15, 0.1], angle: 0 },
  polygon: { kind: 'polygon', points: [[0.35, 0.3], [0.65, 0.3], [0.65, 0.7], [0.35, 0.7]], smooth: false },
  brush: { kind: 'brush', strokes: [{ path: [[0.5, 0.5]], radius: 0.08 }] },
};

/** A mask without the pointer: its keys in the list move and size it. */
async function addInMiddle(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  const { maskKind, frame, maskJoin, selectedMask } = editor.session.getState();
  const mask = newMask(nextMaskName(shot.masks ?? []), frameIndex(frame), IN_MIDDLE[maskKind]);
  const partOf = maskJoin !== null && maskJoin.mask === selectedMask && hasMask(editor) ? maskJoin : undefined;
  // Of a part its keys in the list move and size it next.
  editor.session.setState({ selectedMask: mask.id, maskJoin: null, ...panelShown('masks') });
  await editor.edits.apply(addMaskCommand(shot.id, mask, partOf));
}

/** A layer that changes nothing yet, limited by the selected mask. */
async function addLayer(editor: Editor): Promise<void> {
  const found = maskHere(editor);
  if (found === undefined) return;
  const layer = { ...neutralLayer(nextLayerName(found.shot.layers ?? [])), mask: found.mask.id };
  editor.session.setState({ selectedLayer: layer.id, ...panelShown('trim') });
  await editor.edits.apply({ kind: 'addLayer', shotId: found.shot.id, layer });
}

async function removeMask(editor: Editor): Promise<void> {
  const found = maskHere(editor);
  if (found === undefined) return;
  editor.session.setState({ selectedMask: null });
  await editor.edits.apply({ kind: 'removeMask', shotId: found.shot.id, maskId: found.mask.id });
}

function removeShape(editor: Editor): void {
  const found = maskHere(editor);
  if (found !== undefined) changeMask(editor, found.shot.id, withoutShapeOnFrame(found.mask, editor.session.getState().frame));
}

function closePolygon({ edits }: Editor): void {
  const mask = maskOfDraft(edits.context.masks);
  if (mask !== undefined) edits.context.masks.commit(mask);
}

const hasShapeHere = allOf(
  hasMask,
  needs('A mask keeps one shape; delete the mask instead.', (editor) => (maskHere(editor)?.mask.keys.length ?? 0) > 1),
  needs('The mask has no shape of its own on this frame.', (editor) => maskHere(editor)?.mask.keys.some(({ frame }) => frame === editor.session.getState().frame) === true),
);

function draw(kind: MaskShape['kind'], label: string): Command {
  return { id: `mask.${kind}`, group: 'Tools', label, enabled: canChangeShot, run: (editor) => {
    editor.tool().handle({ kind: 'interrupt' });
    editor.session.setState({ tool: 'mask', maskKind: kind });
  } };
}

/** Whether the selected mask may have parts. */
const mayHaveParts = allOf(hasMask, needs('This mask is part of another one, and has no parts of its own.', (editor) => {
  const found = maskHere(editor);
  return found?.shot.masks?.some(({ parts }) => parts?.some(({ mask }) => mask === found.mask.id) === true) !== true;
}));

/** The next mask that is drawn becomes a part of the selected one; chosen again, a mask of its own. */
function join(by: MaskJoin, label: string): Command {
  return { id: `mask.${by}`, group: 'Tools', label, enabled: mayHaveParts, run: (editor) => {
    const found = maskHere(editor);
    if (found === undefined) return;
    editor.tool().handle({ kind: 'interrupt' });
    editor.session.setState(({ maskJoin }) => ({ tool: 'mask', maskJoin: maskJoin?.mask === found.mask.id && maskJoin.by === by ? null : { mask: found.mask.id, by } }));
  } };
}

export const maskCommands: readonly Command[] = [
  draw('ellipse', 'Draw ellipse mask'),
  draw('polygon', 'Draw polygon mask'),
  draw('brush', 'Draw brush mask'),
  { id: 'mask.addInMiddle', group: 'Tools', label: 'Add mask in the middle', keys: ['Alt+KeyQ'], enabled: canChangeShot, run: addInMiddle },
  join('add', 'Add to mask'),
  join('subtract', 'Subtract from mask'),
  join('intersect', 'Intersect with mask'),
  ...maskFromHintCommands,
  { id: 'mask.closePolygon', group: 'Tools', label: 'Close polygon mask', keys: ['Enter'], enabled: needs('Click three points of a polygon mask first.', ({ session }) => session.getState().maskDraft.length >= 3), run: closePolygon },
  { id: 'mask.addLayer', group: 'Colour', label: 'Add layer for mask', enabled: hasMask, run: addLayer },
  limitHintsCommand,
  ...trackMaskCommands,
  ...lostMaskCommands,
  ...maskShapeCommands,
  { id: 'mask.removeShape', group: 'Tools', label: 'Delete mask shape on this frame', enabled: hasShapeHere, run: removeShape },
  { id: 'mask.remove', group: 'Tools', label: 'Delete mask', enabled: hasMask, run: removeMask },
];
