import { currentShot, type Editor } from '../../editor/editor.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import { masksShown } from '../../editor/mask-context.ts';
import { clampToImage, type Pane, type Placement, type ScreenPoint, toImage, toPane } from '../../session/view.ts';
import { dialUnder, type HintDial } from '../../tools/hint-dial.ts';
import type { ToolPointer } from '../../tools/tool.ts';
import { maskHandleUnder } from '../masks/mask-handle-under.ts';
import { hintAt } from './hint-at.ts';
import { gripUnder, type PathGrips } from './use-path-grips.ts';

/** What lies under a pointer of the viewer. */
export interface Ground {
  readonly clip: Clip;
  readonly pane: Pane;
  readonly placement: Placement;
  /** Hints that can be dragged. */
  readonly hints: readonly Hint[];
  /** Points of the selected path that can be dragged. */
  readonly grips: PathGrips | undefined;
  /** Handles of the selected point; `centre` within the pane. */
  readonly dial: HintDial | undefined;
}

/** What a tool meets at a position of the viewer, for a mouse without modifier keys. */
export function pointerAt(editor: Editor, ground: Ground, place: ScreenPoint): ToolPointer {
  const { pane, placement, hints, grips, dial } = ground;
  const screen = toPane(place, pane);
  return {
    at: clampToImage(toImage(screen, placement)), screen: place, side: place.x < pane.left ? 'other' : 'result', over: hintAt(hints, screen, placement), grip: gripUnder(grips, screen, placement),
    dial: dialUnder(dial === undefined ? undefined : { ...dial, centre: { x: dial.centre.x + pane.left, y: dial.centre.y } }, place),
    handle: editor.tool().id === 'mask' ? maskAt(editor, ground, place) : undefined,
    magnetic: false, extends: false, adds: false, penWidth: 1,
  };
}

/** The mask that lies at a position of the viewer, whatever the tool. */
export function maskAt(editor: Editor, { clip, pane, placement }: Ground, place: ScreenPoint): ToolPointer['handle'] {
  const { frame, selectedMask: selected } = editor.session.getState();
  return maskHandleUnder(masksShown(currentShot(editor), editor.session.getState()), toPane(place, pane), { frame, selected, placement, aspect: clip.picture.height / clip.picture.width });
}
