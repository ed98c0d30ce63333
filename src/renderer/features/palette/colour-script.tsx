import { type ReactNode, useState } from 'react';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { counted } from '../../../shared/counted.ts';
import type { Swatch } from '../../../shared/model/document.ts';
import { newId, SwatchId } from '../../../shared/model/ids.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { copyClipping } from '../../commands/clipboard.ts';
import { contextOf } from '../../editor/context-target.ts';
import { clippingOfSwatches } from '../../editor/clippings.ts';
import { swatchUse } from '../../editor/swatch-links.ts';
import { Button } from '../../ui/button.tsx';
import { onCopy } from '../../ui/on-copy.ts';
import { writeDraggedSwatch } from './dragged-swatch.ts';
import { NearSwatch } from './near-swatch.tsx';
import { SwatchForm } from './swatch-form.tsx';

/** Distance, ΔE2000, within which a colour matches a new swatch: about the just noticeable difference in a picture. */
const FIRST_TOLERANCE = 4;

/** The project's swatches. A hint painted with a swatch follows it: when the swatch changes, every such hint changes. */
export function ColourScript({ lightness }: { readonly lightness: number }): ReactNode {
  const editor = useEditor();
  const swatches = useDocument((document) => document.swatches);
  const editedId = useSession((session) => session.editedSwatch);
  /** The swatch that was just added: its name field has the focus. */
  const [newest, setNewest] = useState<SwatchId | null>(null);

  async function addSwatch(): Promise<void> {
    const { ab } = editor.session.getState();
    const names = new Set(swatches.map((swatch) => swatch.name));
    const number = Array.from({ length: swatches.length + 1 }, (_, index) => index + 1).find((each) => !names.has(`Swatch ${each}`)) ?? swatches.length + 1;
    const swatch: Swatch = { id: newId(SwatchId), name: `Swatch ${number}`, lab: [lightness, ...ab], tolerance: FIRST_TOLERANCE, note: '' };
    await editor.edits.apply({ kind: 'addSwatch', swatch });
    editor.edits.applyColour(ab, { settled: true, swatch: swatch.id });
    setNewest(swatch.id);
    editor.session.setState({ editedSwatch: swatch.id });
  }
  return (
    <section aria-label="Colour script">
      <h2>Colour script <NearSwatch lightness={lightness} /><span>{swatches.length === 0 ? '' : counted(swatches.length, 'swatch', 'swatches')}</span></h2>
      {swatches.map((swatch) => (
        <div key={swatch.id}>
          <SwatchRow swatch={swatch} edited={swatch.id === editedId} />
          {swatch.id === editedId ? <SwatchForm swatch={swatch} toBeNamed={swatch.id === newest} /> : null}
        </div>
      ))}
      <div className="script-add"><Button look="plain" onClick={() => { addSwatch().catch(editor.report); }}>+ Add swatch</Button></div>
    </section>
  );
}

function SwatchRow({ swatch, edited }: { readonly swatch: Swatch; readonly edited: boolean }): ReactNode {
  const editor = useEditor();
  const { edits, session } = editor;
  const inHand = useSession((now) => now.swatch === swatch.id);
  const use = useDocument((document) => swatchUse(document, swatch.id).hints);
  return (
    <div className="swatch-row" data-current={inHand} {...contextOf('swatch', swatch.id)}>
      <button
        type="button" className="swatch" aria-pressed={inHand} title="Paint with this swatch; a selected hint is linked to it. Drag its colour onto the picture for a point of it, onto a hint or a group to link them. Ctrl C copies it." onKeyDown={onCopy(() => { copyClipping(editor, clippingOfSwatches([swatch])).catch(editor.report); })} onMouseDown={(event) => { if (!isChip(event.target)) event.preventDefault(); }}
        onClick={() => { edits.applyColour([swatch.lab[1], swatch.lab[2]], { settled: true, swatch: swatch.id }); }}
      >
        <i style={{ background: labToHex(...swatch.lab) }} draggable onDragStart={(event) => { writeDraggedSwatch(event.dataTransfer, swatch); }} />
        <span className="visually-hidden">Paint with </span>
        <span>{swatch.name}{swatch.note === '' ? null : <><br /><small>{swatch.note}</small></>}</span>
        <small>{counted(use, 'hint')}</small>
      </button>
      <Button look="plain" aria-label={`${edited ? 'Done' : 'Edit'}: change ${swatch.name}`} aria-expanded={edited} title="Name, note, tolerance and colour" onClick={() => {
        edits.context.select(null);
        session.setState(edited ? { editedSwatch: null } : { editedSwatch: swatch.id, swatch: swatch.id, ab: [swatch.lab[1], swatch.lab[2]] });
      }}>{edited ? 'Done' : 'Edit'}</Button>
    </div>
  );
}

/** The colour of a swatch can be dragged; a press on the rest of its button leaves the focus where it is. */
function isChip(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.draggable;
}
