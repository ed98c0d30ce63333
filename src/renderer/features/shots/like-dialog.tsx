import { type ReactNode, useId, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { keyframesOf, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { likeTarget } from '../../editor/paste-hints.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { selectedShots } from './board-edits.ts';
import { likeGroups } from './like-shots.ts';
import { Poster } from './poster.tsx';

/** Shots that are named; of more only the number is told. */
const NAMED = 4;

/** Chooses the shot or still that the selected shots, or the one at the playhead, are coloured like. */
export function LikeDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const id = useId();
  const document = useDocument((now) => now);
  const frame = useSession((session) => session.frame);
  const page = useSession((session) => session.page);
  const [targets] = useState(() => selectedShots(editor));
  const shots = shotsOf(document, clip.id);
  const groups = likeGroups(document, shots, targets);
  const stills = document.stills.filter(({ plane }) => plane !== undefined);
  const [chosen, choose] = useState<string | undefined>(() => editor.session.getState().likeStill ?? groups[0]?.shots[0]?.id ?? stills[0]?.id);
  const like = shots.find((shot) => shot.id === chosen);
  const still = stills.find((each) => each.id === chosen);
  const coloured = shots.filter((shot) => targets.includes(shot.id) && shot.id !== like?.id);
  const names = coloured.length > NAMED ? `${coloured.length} shots` : coloured.map(({ name }) => name).join(', ');
  const [keyframe] = like === undefined ? [] : keyframesOf(document, like.id);
  function start(): void {
    const from = like ?? still;
    if (from === undefined || coloured.length === 0) return;
    onClose();
    // On the page Colour the frame that is looked at is the one that is meant.
    const at = page === 'colour' && coloured.length === 1 ? frame : undefined;
    editor.pastes.startLike(from, coloured.map((shot) => likeTarget(document, shot, at))).catch(editor.report);
  }
  return (
    <Dialog
      title="Colour like shot" description="Reads the colour of the other shot’s keyframes, or of a still, by what the frames show, and makes hints of it that can be changed. A still gives its hints and layers too. Done again, it replaces the hints that it made there before. How sure it was is told at the end. One step to undo." onClose={onClose}
      footer={<><Button look="plain" onClick={onClose}>Cancel</Button><Button look="main" disabled={(like ?? still) === undefined || coloured.length === 0} onClick={start}>{coloured.length === 1 ? 'Colour 1 shot' : `Colour ${coloured.length} shots`}</Button></>}
    >
      {groups.length === 0 && stills.length === 0 ? <p className="empty-note">No other shot of this clip has a keyframe yet, and there is no still. Colour one first.</p> : (
        <div className="like-choice">
          <div className="form-row top-aligned"><label htmlFor={id}>Like</label>
            <select id={id} className="field" size={Math.min(8, Math.max(3, groups.reduce((sum, each) => sum + each.shots.length + 1, stills.length)))} value={chosen ?? ''} onDoubleClick={start} onKeyDown={(event) => { if (event.key === 'Enter') start(); }} onChange={({ target }) => { choose(target.value); }}>
              {groups.map(({ label, shots: of }) => <optgroup key={label} label={label}>{of.map((shot) => <option key={shot.id} value={shot.id}>{shot.name}</option>)}</optgroup>)}
              {stills.length === 0 ? null : <optgroup label="Stills">{stills.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}</optgroup>}
            </select>
          </div>
          {still === undefined || still.clipId !== clip.id ? null : <div className="like-poster"><Poster key={still.id} clip={clip} frame={still.frame} colour={still} /><small>{still.name}, still{still.hints === undefined ? '' : still.hints.length === 1 ? ', 1 hint' : `, ${still.hints.length} hints`}</small></div>}
          {keyframe === undefined ? null : <div className="like-poster"><Poster key={keyframe.id} clip={clip} frame={keyframe.frame} /><small>{like?.name}, its first keyframe</small></div>}
        </div>
      )}
      <p>{coloured.length === 0 ? 'Select the shots that are to be coloured.' : `To be coloured: ${names}.`}</p>
    </Dialog>
  );
}
