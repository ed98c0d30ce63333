import type { ReactNode } from 'react';
import { type ApprovalChange, approvalChangeText } from '../../../shared/model/approval.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { keyframesOf, notesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { openInColour } from './board-edits.ts';
import { stageLabel } from '../../../shared/model/shot-stage.ts';
import type { BoardRow } from './board-model.ts';
import { SceneSwatches } from './scene-swatches.tsx';
import { StageMark } from './stage-icons.tsx';

/** Facts about the selected shots. */
export function ShotInspector({ clip, selected }: { readonly clip: Clip; readonly selected: readonly BoardRow[] }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const keyframes = selected.flatMap(({ shot }) => keyframesOf(document, shot.id));
  const used = new Set(keyframes.flatMap(({ hints }) => hints.flatMap((hint) => ('swatch' in hint && hint.swatch !== undefined ? [hint.swatch] : []))));
  const swatches = document.swatches.filter(({ id }) => used.has(id));
  const lowest = selected.filter(({ status }) => status.lowest !== null).toSorted((a, b) => (a.status.lowest ?? 1) - (b.status.lowest ?? 1))[0];
  const [first] = selected;
  const stages = [...new Set(selected.map(({ stage }) => stage))];
  const scenes = [...new Set(selected.map(({ shot }) => document.scenes.find(({ id }) => id === shot.sceneId)?.name ?? 'No scene'))];
  const sceneIds = new Set(selected.map(({ shot }) => shot.sceneId));
  const scene = sceneIds.size === 1 ? document.scenes.find(({ id }) => sceneIds.has(id)) : undefined;
  const notes = notesOf(document, clip.id).flatMap((note) => {
    const row = selected.find(({ shot }) => rangeIncludes(shot.range, note.frame));
    return row === undefined ? [] : [{ note, row }];
  });
  if (first === undefined) return <aside className="panel inspector" aria-label="Selection"><p className="empty-note">No shot is selected.</p></aside>;
  return (
    <aside className="panel inspector" aria-label="Selection">
      <h2>{selected.length === 1 ? first.shot.name : `${selected.length} shots selected`}</h2>
      <div className="quiet-scroll" tabIndex={0} role="region" aria-label="Facts about the selection">
        <dl>
          <div><dt>Frames</dt><dd>{selected.reduce((sum, { shot }) => sum + rangeLength(shot.range), 0).toLocaleString('en-GB')}</dd></div>
          <div><dt>Status</dt><dd>{stages.length === 1 && stages[0] !== undefined ? <><StageMark stage={stages[0]} /> {stageLabel(stages[0])}</> : 'Mixed'}</dd></div>
          <div><dt>Scene</dt><dd>{scenes.length === 1 ? scenes[0] : 'Mixed'}</dd></div>
          <div><dt>Keyframes</dt><dd>{keyframes.length}</dd></div>
          {lowest?.status.lowest === undefined || lowest.status.lowest === null ? null : <div><dt>Lowest confidence</dt><dd>{Math.round(lowest.status.lowest * 100)} %{selected.length > 1 ? ` in ${lowest.shot.name}` : ''}</dd></div>}
        </dl>
        {selected.length === 1 ? <Approval row={first} /> : null}
        {swatches.length === 0 ? null : (
          <>
            <h2>Swatches</h2>
            <ul className="inspector-swatches" aria-label="Swatches of these shots">{swatches.map(({ id, name, lab }) => <li key={id}><i style={{ background: labToHex(...lab) }} />{name}</li>)}</ul>
          </>
        )}
        {scene === undefined ? null : <SceneSwatches scene={scene} />}
        <h2>Notes <span>{notes.length}</span></h2>
        {notes.length === 0 ? <p className="empty-note">No notes. M in Colour adds one at the playhead.</p> : (
          <ul className="inspector-notes">{notes.map(({ note, row }) => (
            <li key={note.id}><button type="button" onClick={() => { openInColour(editor, note.frame); }}><small>{row.shot.name}, frame {note.frame - row.shot.range.first}</small><span>{note.text}</span></button></li>
          ))}</ul>
        )}
      </div>
    </aside>
  );
}

/** When the shot was approved, and what has changed since; changes of a frame lead to it. */
function Approval({ row: { shot, changes } }: { readonly row: BoardRow }): ReactNode {
  const editor = useEditor();
  if (shot.status !== 'approved') return null;
  const words = (change: ApprovalChange): string => sentence(approvalChangeText(change, shot.range.first));
  return (
    <>
      <h2>Approval</h2>
      <p className="inspector-text">{shot.approval === undefined ? 'Approved before approvals were recorded: changes since are not known.' : `Approved ${dateText(shot.approval.at)}${changes.length === 0 ? ', unchanged since.' : ', changed since:'}`}</p>
      {changes.length === 0 ? null : (
        <ul className="inspector-notes" aria-label="Changed since approval">{changes.map((change) => (
          <li key={words(change)}>{'frame' in change ? <button type="button" onClick={() => { openInColour(editor, change.frame); }}><span>{words(change)}</span></button> : <p>{words(change)}</p>}</li>
        ))}</ul>
      )}
    </>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function dateText(at: string): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}
