import type { ReactNode } from 'react';
import { referenceUrl } from '../../../shared/contract/pixel-urls.ts';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Reference } from '../../../shared/model/document.ts';
import { keyframesOf, shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { setShotReference, keepReference, takeReferenceOff } from './set-reference.ts';
import { REFERENCE_TYPE, usePictureDrop } from './picture-drop.ts';

/** Reference pictures of keyframes. Files are dropped here or on a shot; tiles are dragged to shots. */
export function ReferenceTiles({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const references = useDocument((document) => document.references);
  const drop = usePictureDrop((picture) => keepReference(editor, picture));
  return (
    <div className="drop-place" {...drop}>
      <h2>References <span><CommandButton id="reference.open">{symbols.add}</CommandButton></span></h2>
      {references.length === 0 ? <p className="empty-note">Drop a colour picture on a shot: its colours guide the shot’s keyframes.</p> : <ul className="tiles">{references.map((reference) => <ReferenceTile key={reference.id} clip={clip} reference={reference} />)}</ul>}
    </div>
  );
}

/** A press adds it to or removes it from the shot under the playhead. */
function ReferenceTile({ clip, reference }: { readonly clip: Clip; readonly reference: Reference }): ReactNode {
  const editor = useEditor();
  const frame = useSession((session) => session.frame);
  const shot = useDocument((document) => shotAt(document, clip.id, frame));
  const used = useDocument((document) => shot !== undefined && keyframesOf(document, shot.id).some((keyframe) => keyframe.referenceId === reference.id));
  const count = useDocument((document) => document.keyframes.filter((keyframe) => keyframe.referenceId === reference.id).length);
  const keys = `guides ${counted(count, 'keyframe')}`;
  function press(): void {
    if (shot === undefined) return;
    (used ? takeReferenceOff(editor, shot) : setShotReference(editor, shot, { kind: 'reference', referenceId: reference.id })).catch(editor.report);
  }
  return (
    <li className="tile">
      <button
        type="button" aria-pressed={used} aria-label={`${reference.name}, ${keys}`} title={`${reference.name}, ${keys}\n${used ? 'Remove from this shot' : 'Use for this shot'}; or drag it to another`} draggable
        onDragStart={(event) => { event.dataTransfer.setData(REFERENCE_TYPE, reference.id); }} onClick={press}
      >
        <img src={referenceUrl(reference.id)} alt="" draggable={false} />
      </button>
      <Button look="plain" className="remove" aria-label={`Remove the reference ${reference.name}`} title="Remove" onClick={() => { editor.edits.apply({ kind: 'removeReference', referenceId: reference.id }).catch(editor.report); }}>×</Button>
    </li>
  );
}
