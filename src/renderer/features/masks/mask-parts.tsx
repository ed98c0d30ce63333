import type { ReactNode } from 'react';
import type { ShotId } from '../../../shared/model/ids.ts';
import { type Mask, MaskJoin, type MaskPart, type Masks, partsOf, withParts, wrongPart } from '../../../shared/model/mask.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { changeMask } from '../../editor/mask-edits.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { maskIcons, symbols } from '../../ui/icons.tsx';

const JOINS: Readonly<Record<MaskJoin, { readonly word: string; readonly next: string }>> = {
  add: { word: 'Add', next: 'Draw the shape that is added.' },
  subtract: { word: 'Subtract', next: 'Draw the shape that is cut out.' },
  intersect: { word: 'Intersect', next: 'Draw the shape outside which nothing is covered.' },
};

interface PartsProps {
  readonly shotId: ShotId;
  readonly masks: Masks;
  readonly mask: Mask;
}

/** Other masks that are added to a mask, subtracted from it or intersected with it, in their order; the next one is drawn or chosen. */
export function MaskParts({ shotId, masks, mask }: PartsProps): ReactNode {
  const editor = useEditor();
  const joining = useSession((session) => (session.maskJoin?.mask === mask.id ? session.maskJoin.by : undefined));
  const owner = masks.find(({ parts }) => parts?.some((part) => part.mask === mask.id) === true);
  if (owner !== undefined) return <p className="mask-shapes">A part of “{owner.name}”.</p>;
  const parts = mask.parts ?? [];
  const change = (next: readonly MaskPart[]): void => { changeMask(editor, shotId, withParts(mask, next)); };
  const candidates = masks.filter(({ id }) => wrongPart(withParts(mask, [...parts, { mask: id, by: 'add' }]), masks) === undefined);
  return (
    <div className="mask-parts" role="group" aria-label="Shapes of the mask">
      {partsOf(mask, masks).map(({ by, mask: part }) => (
        <div key={part.id} className="mask-part">
          <select className="field" aria-label={`What ${part.name} does`} value={by} onChange={(event) => { change(parts.map((each) => (each.mask === part.id ? { ...each, by: MaskJoin.parse(event.target.value) } : each))); }}>
            {MaskJoin.options.map((each) => <option key={each} value={each}>{JOINS[each].word}</option>)}
          </select>
          <button type="button" className="mask-part-name" title="Select this mask" onClick={() => { editor.session.setState({ selectedMask: part.id }); }}>{part.name}</button>
          <Button look="plain" className="icon-button" aria-label={`Take ${part.name} out of ${mask.name}`} title="Take out; the mask stays" onClick={() => { change(parts.filter((each) => each.mask !== part.id)); }}>{symbols.remove}</Button>
        </div>
      ))}
      <div className="hint-actions" role="toolbar" aria-label="Next shape of the mask">
        {MaskJoin.options.map((each) => <CommandButton key={each} id={`mask.${each}`} pressed={joining === each}>{maskIcons.join[each]}</CommandButton>)}
        {candidates.length === 0 ? null : (
          <select className="field" aria-label="Mask to combine with" value="" onChange={(event) => {
            const chosen = candidates.find(({ id }) => id === event.target.value);
            if (chosen !== undefined) change([...parts, { mask: chosen.id, by: joining ?? 'add' }]);
            editor.session.setState({ maskJoin: null });
          }}>
            <option value="">{joining === undefined ? 'Combine with…' : `${JOINS[joining].word} a mask…`}</option>
            {candidates.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
      </div>
      {joining === undefined ? null : <p className="mask-shapes" role="status">{JOINS[joining].next} Esc stops that.</p>}
    </div>
  );
}
