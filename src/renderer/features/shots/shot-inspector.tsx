import { type ReactNode, useId, useMemo } from 'react';
import { useStore } from 'zustand';
import { type ApprovalChange, approvalChangeText } from '../../../shared/model/approval.ts';
import { MarkerColour } from '../../../shared/model/document.ts';
import { rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { keyframesOf, notesOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { openInColour, setFlag } from './board-edits.ts';
import { stageLabel } from '../../../shared/model/shot-stage.ts';
import type { BoardRow } from './board-model.ts';
import { ConfidencePanel } from './confidence-panel.tsx';
import { LikeOffer } from './like-offer.tsx';
import { NewNote } from './new-note.tsx';
import { SceneSwatches } from './scene-swatches.tsx';
import { SelectedPosters } from './selected-posters.tsx';
import { ShotHistory } from './shot-history.tsx';
import { flagLabel, StageMark } from './stage-icons.tsx';

const NO_FLAG = 'none';

/** Facts about the selected shots. */
export function ShotInspector({ selected }: { readonly selected: readonly BoardRow[] }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  const flagId = useId();
  const shots = useMemo(() => selected.map(({ shot }) => shot), [selected]);
  const keyframes = selected.flatMap(({ shot }) => keyframesOf(document, shot.id));
  const swatches = document.swatches.filter(({ id }) => selected.some((row) => row.swatches.has(id)));
  const [first] = selected;
  const stages = [...new Set(selected.map(({ stage }) => stage))];
  const scenes = [...new Set(selected.map(({ shot }) => document.scenes.find(({ id }) => id === shot.sceneId)?.name ?? 'No scene'))];
  const flags = [...new Set(selected.map(({ shot }) => shot.flag))];
  const older = selected.filter(({ olderNetworks }) => olderNetworks).length;
  const sceneIds = new Set(selected.map(({ shot }) => shot.sceneId));
  const scene = sceneIds.size === 1 ? document.scenes.find(({ id }) => sceneIds.has(id)) : undefined;
  const notes = selected.flatMap((row) => notesOf(document, row.shot.clipId).filter(({ frame }) => rangeIncludes(row.shot.range, frame)).map((note) => ({ note, row })));
  if (first === undefined) return <aside className="panel inspector" aria-label="Selection"><p className="empty-note">No shot is selected.</p></aside>;
  return (
    <aside className="panel inspector" aria-label="Selection">
      <h2>{selected.length === 1 ? first.shot.name : `${selected.length} shots selected`}</h2>
      <div className="quiet-scroll" tabIndex={0} role="region" aria-label="Facts about the selection">
        <SelectedPosters rows={selected} />
        <dl>
          <div><dt>Frames</dt><dd>{selected.reduce((sum, { shot }) => sum + rangeLength(shot.range), 0).toLocaleString('en-GB')}</dd></div>
          <div><dt>Status</dt><dd>{stages.length === 1 && stages[0] !== undefined ? <><StageMark stage={stages[0]} /> {stageLabel(stages[0])}</> : 'Mixed'}</dd></div>
          <div><dt id={flagId}>Flag</dt><dd>
            <select className="field" aria-labelledby={flagId} disabled={readOnly} value={flags.length === 1 ? flags[0] ?? NO_FLAG : ''} onChange={(event) => { setFlag(editor, selected.map(({ shot }) => shot.id), MarkerColour.safeParse(event.target.value).data).catch(editor.report); }}>
              {flags.length === 1 ? null : <option value="" disabled>Mixed</option>}
              <option value={NO_FLAG}>None</option>
              {MarkerColour.options.map((flag) => <option key={flag} value={flag}>{flagLabel(flag)}</option>)}
            </select>
          </dd></div>
          <div><dt>Scene</dt><dd>{scenes.length === 1 ? scenes[0] : 'Mixed'}</dd></div>
          {older === 0 ? null : <div><dt>Networks</dt><dd>{selected.length === 1 ? 'Older' : `${older} older`} <Button look="plain" disabled={readOnly} onClick={() => { editor.session.setState({ selectedShots: new Set(selected.map(({ shot }) => shot.id)), dialog: 'updateNetworks' }); }}>Update…</Button></dd></div>}
          <div><dt>Keyframes</dt><dd>{keyframes.length}</dd></div>
        </dl>
        <ConfidencePanel shots={shots} />
        {selected.length !== 1 || readOnly ? null : <LikeOffer key={first.shot.id} shot={first.shot} />}
        {selected.length === 1 ? <Approval row={first} /> : null}
        {swatches.length === 0 ? null : (
          <>
            <h2>Swatches</h2>
            <ul className="inspector-swatches" aria-label="Swatches of these shots">{swatches.map(({ id, name, lab }) => <li key={id}><i style={{ background: labToHex(...lab) }} />{name}</li>)}</ul>
          </>
        )}
        {scene === undefined ? null : <SceneSwatches scene={scene} />}
        <h2>Notes <span>{notes.length}</span></h2>
        {selected.length !== 1 || readOnly ? null : <NewNote key={first.shot.id} row={first} />}
        {notes.length === 0 ? <p className="empty-note">No notes.</p> : (
          <ul className="inspector-notes">{notes.map(({ note, row }) => (
            <li key={note.id}><button type="button" onClick={() => { openInColour(editor, note.frame, row.shot.clipId); }}><small>{row.shot.name}, frame {note.frame - row.shot.range.first + 1}</small><span>{note.text}</span></button></li>
          ))}</ul>
        )}
        <ShotHistory shotIds={shots.map(({ id }) => id)} />
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
      <p className="inspector-text">{shot.approval === undefined ? 'Approved before approvals were recorded: changes since are not known.' : `Approved ${dateText(shot.approval.at)}${changes.length === 0 ? ', unchanged since.' : ', changed since.'} It is locked until it is set back (Shift F5).`}</p>
      {changes.length === 0 ? null : (
        <ul className="inspector-notes" aria-label="Changed since approval">{changes.map((change) => (
          <li key={words(change)}>{'frame' in change ? <button type="button" onClick={() => { openInColour(editor, change.frame, shot.clipId); }}><span>{words(change)}</span></button> : <p>{words(change)}</p>}</li>
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
