import type { ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Still } from '../../../shared/model/document.ts';
import { copyClipping } from '../../commands/clipboard.ts';
import { isComparedWith, toggleMemory, wipeAgainst } from '../../commands/still-commands.ts';
import { documentOf, shotAt } from '../../document/project-mirror.ts';
import { goTo } from '../../commands/play-commands.ts';
import { clippingOfStill } from '../../editor/clippings.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { onCopy } from '../../ui/on-copy.ts';
import { ReferenceTiles } from '../references/reference-tiles.tsx';
import { Poster } from '../shots/poster.tsx';

/** Stills to compare with, and reference pictures. */
export function StillsPanel({ clip }: { readonly clip: Clip }): ReactNode {
  const stills = useDocument((document) => document.stills);
  const own = stills.filter((still) => still.clipId === clip.id);
  return (
    <section className="panel stills" aria-label="Stills and references">
      <div className="quiet-scroll">
        <h2>Stills <span><CommandButton id="still.keep">{symbols.add}</CommandButton></span></h2>
        {own.length === 0 ? <p className="empty-note">Grab a still to wipe against it later.</p> : <ul className="tiles">{own.map((still) => <StillTile key={still.id} clip={clip} still={still} />)}</ul>}
        <ReferenceTiles clip={clip} />
      </div>
    </section>
  );
}

/** A press wipes against the still, a second one ends the wipe; a double click goes to its frame. */
function StillTile({ clip, still }: { readonly clip: Clip; readonly still: Still }): ReactNode {
  const editor = useEditor();
  const compared = useSession((session) => isComparedWith(session, still));
  const frame = useSession((session) => session.frame);
  const isRemembered = useDocument((document) => shotAt(document, clip.id, frame)?.memory?.includes(still.id) === true);
  const hints = still.hints?.length ?? 0;
  const words = `${still.name}, ${timecodeOf(clip, still.frame)}${hints === 0 ? '' : `, ${counted(hints, 'hint')}`}`;
  return (
    <li className="tile">
      <button type="button" aria-pressed={compared} aria-label={`Wipe against ${words}`} title={`${words}\nWipe against it; double-click goes to its frame. Ctrl C copies its hints and layers.`} onKeyDown={onCopy(() => { copyClipping(editor, clippingOfStill(documentOf(editor.project.getState()), still)).catch(editor.report); })} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { wipeAgainst(editor, still); }} onDoubleClick={() => { goTo(editor, still.frame); }}>
        <Poster clip={clip} frame={still.frame} colour={still} />
      </button>
      {still.plane === undefined ? null : <Button look="plain" className="remove apply" aria-label={`Colour like the still ${words}`} title={`Colour like this still…${hints === 0 ? '' : ' Its hints come along, to what they lie on.'}`} onClick={() => { editor.session.setState({ dialog: 'colourLike', likeStill: still.id }); }}>{symbols.like}</Button>}
      {still.plane === undefined ? null : (
        <Button
          look="plain" className="remove remember" aria-pressed={isRemembered} aria-label={`Scene memory: ${words}`}
          title={isRemembered ? 'In the scene memory of this shot; press to take it out' : 'Scene memory of this shot: beside a keyframe, propagation takes from this still what the keyframe does not show. With Shift, of all shots of the scene.'}
          onClick={({ shiftKey }) => { toggleMemory(editor, still, { inScene: shiftKey }).catch(editor.report); }}
        >{symbols.memory}</Button>
      )}
      <Button look="plain" className="remove" aria-label={`Remove the still ${words}`} title="Remove" onClick={() => { editor.edits.apply({ kind: 'removeStill', stillId: still.id }).catch(editor.report); }}>×</Button>
    </li>
  );
}
