import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { type Mask, type Masks, type MaskShape, shapeOnFrame, withShapeOnFrame } from '../../../shared/model/mask.ts';
import { perform } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { changeMask } from '../../editor/mask-edits.ts';
import { movedShape, scaledShape } from '../../tools/mask-handles.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { NameField } from '../../ui/name-field.tsx';

interface MaskListProps {
  readonly shotId: ShotId;
  readonly masks: Masks;
  readonly chosen: Mask | undefined;
}

/** Fraction of the picture by which a key moves a mask; ten times as far with Shift. */
const NUDGE = 0.002;
const MOVES: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SCALES: Readonly<Record<string, number>> = { '+': 1.05, '=': 1.05, '-': 1 / 1.05 };

/**
 * The masks of a shot. Arrow keys select; with Alt they move the mask on the picture, plus and minus change its size; Space hides or shows its
 * outline, F2 renames it, Delete removes it.
 */
export function MaskList({ shotId, masks, chosen }: MaskListProps): ReactNode {
  const editor = useEditor();
  const grid = useRef<HTMLDivElement>(null);
  const [renamed, setRenamed] = useState<Mask['id'] | undefined>(undefined);
  const select = (mask: Mask): void => { editor.session.setState({ selectedMask: mask.id }); };
  const focused = chosen ?? masks[0];

  function reshape(mask: Mask, change: (shape: MaskShape) => MaskShape): void {
    const { frame } = editor.session.getState();
    changeMask(editor, shotId, withShapeOnFrame(mask, frameIndex(frame), change(shapeOnFrame(mask, frame))), `shape ${mask.id} ${frame}`);
  }

  /** @returns whether the key was one of the list */
  function act(mask: Mask, { key, altKey, shiftKey }: KeyboardEvent): boolean {
    const [move, scale] = [altKey ? MOVES[key] : undefined, altKey ? undefined : SCALES[key]];
    if (move !== undefined) reshape(mask, (shape) => movedShape(shape, [move[0] * NUDGE * (shiftKey ? 10 : 1), move[1] * NUDGE * (shiftKey ? 10 : 1)]));
    else if (scale !== undefined) reshape(mask, (shape) => scaledShape(shape, scale));
    else if (key === ' ') changeMask(editor, shotId, { ...mask, visible: !mask.visible });
    else if (key === 'F2' || key === 'Enter') setRenamed(mask.id);
    else if (key === 'Delete') void perform(commandById('mask.remove'), editor);
    else if (!altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
      const at = masks.indexOf(mask) + (key === 'ArrowUp' ? -1 : 1);
      const next = masks[at];
      if (next !== undefined) {
        select(next);
        grid.current?.querySelectorAll<HTMLElement>('[role=row]')[at]?.focus();
      }
    } else return false;
    return true;
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (!(event.target instanceof HTMLElement) || event.target.role !== 'row' || focused === undefined || !act(focused, event)) return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className="layer-list quiet-scroll" role="grid" aria-label="Masks of this shot" ref={grid} onKeyDown={onKeyDown}>
      {masks.map((mask) => (
        <div
          key={mask.id} className="hint-row layer-row" role="row" tabIndex={mask.id === focused?.id ? 0 : -1} aria-selected={mask.id === chosen?.id} data-off={!mask.visible}
          aria-label={`${mask.name}, ${kindWords(mask, masks)}${mask.visible ? '' : ', hidden'}`}
          {...contextOf('mask', mask.id)} onClick={() => { select(mask); }} onFocus={() => { select(mask); }} onDoubleClick={() => { setRenamed(mask.id); }}
        >
          <span role="gridcell" className="hint-name">
            {renamed === mask.id
              ? <NameField label="Name of the mask" name={mask.name} onEnd={(name) => {
                setRenamed(undefined);
                if (name !== undefined) changeMask(editor, shotId, { ...mask, name });
              }} />
              : mask.name}
          </span>
          <span role="gridcell"><small>{kindWords(mask, masks)}</small></span>
          <span role="gridcell">
            <Button
              look="plain" className="icon-button" data-on={mask.visible} tabIndex={mask.id === focused?.id ? 0 : -1} aria-pressed={mask.visible} aria-label={`${mask.name} outline`} title={mask.visible ? 'Hide outline' : 'Show outline'}
              onClick={(event) => {
                event.stopPropagation();
                changeMask(editor, shotId, { ...mask, visible: !mask.visible });
              }}
            >{mask.visible ? symbols.visible : symbols.hidden}</Button>
          </span>
        </div>
      ))}
    </div>
  );
}

/** “ellipse, inverted”, “polygon, 2 shapes more”, “ellipse, part of Coat”. */
function kindWords({ id, keys, inverted, parts = [] }: Mask, masks: Masks): string {
  const owner = masks.find((mask) => mask.parts?.some((part) => part.mask === id) === true);
  return [keys[0]!.shape.kind, ...(inverted ? ['inverted'] : []), ...(parts.length === 0 ? [] : [`${counted(parts.length, 'shape')} more`]), ...(owner === undefined ? [] : [`part of ${owner.name}`])].join(', ');
}
