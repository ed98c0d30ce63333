import type { Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { type Mask, type PolygonShape, shapeOnFrame, withShapeOnFrame } from '../../shared/model/mask.ts';
import type { Editor } from '../editor/editor.ts';
import { changeMask } from '../editor/mask-edits.ts';
import { withHandleMoved } from '../tools/mask-handles.ts';
import { withoutMaskPoint, withPointOnOutline } from '../tools/mask-points.ts';
import type { ScreenPoint } from '../session/view.ts';
import { canChangeShot } from './conditions.ts';
import { maskHere } from './mask-here.ts';
import { nudgedPlace } from './nudged-place.ts';

interface PolygonHere {
  readonly shot: Shot;
  readonly mask: Mask;
  /** Its shape on the frame shown. */
  readonly shape: PolygonShape;
  /** The selected one of its points. */
  readonly index: number | undefined;
}

/** The selected polygon, while the mask tool is in hand; its points are what keys for path points act on then. */
export function polygonHere(editor: Editor): PolygonHere | undefined {
  const { tool, frame, selectedMaskPoint } = editor.session.getState();
  const found = tool === 'mask' && canChangeShot(editor) ? maskHere(editor) : undefined;
  const shape = found === undefined ? undefined : shapeOnFrame(found.mask, frame);
  if (found === undefined || shape?.kind !== 'polygon') return undefined;
  const index = selectedMaskPoint?.maskId === found.mask.id && selectedMaskPoint.index < shape.points.length ? selectedMaskPoint.index : undefined;
  return { ...found, shape, index };
}

export const hasMaskPoint = (editor: Editor): boolean => polygonHere(editor)?.index !== undefined;

export function selectNextMaskPoint(editor: Editor, by: 1 | -1): void {
  const found = polygonHere(editor);
  if (found === undefined) return;
  const { length } = found.shape.points;
  const index = found.index === undefined ? (by === 1 ? 0 : length - 1) : (found.index + by + length) % length;
  editor.session.setState({ selectedMaskPoint: { maskId: found.mask.id, index } });
}

/** Adds a point halfway between the selected one and the next, and selects it. */
export function addMaskPoint(editor: Editor): void {
  const found = polygonHere(editor);
  if (found?.index === undefined) return;
  const more = withPointOnOutline(found.mask, { after: found.index, share: 0.5 });
  if (more === undefined) return;
  editor.session.setState({ selectedMaskPoint: { maskId: more.id, index: found.index + 1 } });
  changeMask(editor, found.shot.id, more);
}

/** Removes the selected point and selects the one before it. A polygon keeps three. */
export function removeMaskPoint(editor: Editor): void {
  const found = polygonHere(editor);
  if (found?.index === undefined) return;
  const fewer = withoutMaskPoint(found.mask, found.index);
  if (fewer === undefined) return;
  editor.session.setState({ selectedMaskPoint: { maskId: fewer.id, index: Math.max(0, found.index - 1) } });
  changeMask(editor, found.shot.id, fewer);
}

export function nudgeMaskPoint(editor: Editor, by: ScreenPoint): void {
  const found = polygonHere(editor);
  if (found?.index === undefined) return;
  const { frame } = editor.session.getState();
  const [x, y] = nudgedPlace(editor, found.shape.points[found.index]!, by);
  const within = (value: number): number => Math.min(2, Math.max(-1, value));
  const shape = withHandleMoved(found.shape, found.index + 1, [within(x), within(y)], editor.edits.context.aspect());
  changeMask(editor, found.shot.id, withShapeOnFrame(found.mask, frameIndex(frame), shape), `point ${found.mask.id} ${found.index} ${frame}`);
}
