import { type DragEvent, type ReactNode, useState } from 'react';
import { labToHex } from '../../../shared/colour/srgb.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { MarkerColour, type Scene } from '../../../shared/model/document.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { SceneId } from '../../../shared/model/ids.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { BoardScope } from '../../session/session-store.ts';
import { showClip } from '../../session/show-clip.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { addScene, moveScene, moveToScene, nextSceneName, selectedShots } from './board-edits.ts';
import { STAGES } from '../../../shared/model/shot-stage.ts';
import { type BoardFilter, type BoardRow, passes, shotsOfScope } from './board-model.ts';
import { pictureFacts } from '../start/clip-facts.ts';
import { draggedShots, SHOTS_DRAGGED } from './dragged-shots.ts';
import { boardIcons, FlagMark, flagLabel, StageMark } from './stage-icons.tsx';

interface RailProps {
  /** All shots of the scope that the search finds. */
  readonly rows: readonly BoardRow[];
  readonly filter: BoardFilter;
  readonly onFilter: (filter: BoardFilter) => void;
}

interface ScopeProps {
  /** The one that is shown. */
  readonly clip: Clip;
  readonly scope: BoardScope;
}

const ATTENTION = [['stale', 'Stale'], ['changed', 'Changed since approval'], ['lowConfidence', 'Low confidence'], ['suggested', 'Suggested keyframe'], ['notes', 'Notes'], ['olderNetworks', 'Older networks']] as const;

/** Filters of the board with their counts, the scenes, the swatches, and the clips of which one is shown. */
export function BoardRail({ clip, scope, rows, filter, onFilter }: RailProps & ScopeProps): ReactNode {
  const count = (each: BoardFilter): number => rows.filter((row) => passes(row, each)).length;
  const flags = MarkerColour.options.filter((flag) => rows.some(({ shot }) => shot.flag === flag) || (filter.kind === 'flag' && filter.flag === flag));
  const entry = (each: BoardFilter, label: string, mark: ReactNode): ReactNode => (
    <button key={label} type="button" className="rail-entry" aria-pressed={sameFilter(each, filter)} onClick={() => { onFilter(sameFilter(each, filter) ? { kind: 'all' } : each); }}>{mark}<span>{label}</span><small>{count(each)}</small></button>
  );
  return (
    <nav className="panel board-rail" aria-label="Filter of the shots">
      <div className="quiet-scroll">
        <h2>Status</h2>
        {entry({ kind: 'all' }, 'All shots', boardIcons.all)}
        {STAGES.map(([stage, label]) => entry({ kind: 'stage', stage }, label, <StageMark stage={stage} />))}
        <h2>Needs attention</h2>
        {ATTENTION.map(([kind, label]) => entry({ kind }, label, boardIcons[kind]))}
        {flags.length === 0 ? null : <h2>Flags</h2>}
        {flags.map((flag) => entry({ kind: 'flag', flag }, flagLabel(flag), <FlagMark colour={flag} />))}
        <Scenes rows={rows} filter={filter} onFilter={onFilter} />
        <Swatches rows={rows} filter={filter} onFilter={onFilter} />
        <Clips clip={clip} scope={scope} />
      </div>
      <Progress rows={rows} />
    </nav>
  );
}

function sameFilter(one: BoardFilter, other: BoardFilter): boolean {
  return JSON.stringify(one) === JSON.stringify(other) && ('sceneId' in one) === ('sceneId' in other);
}

/** The colour script: a swatch shows the shots whose hints follow it. */
function Swatches({ rows, filter, onFilter }: RailProps): ReactNode {
  const swatches = useDocument((document) => document.swatches);
  if (swatches.length === 0) return null;
  return (
    <section aria-label="Colour script">
      <h2>Colour script</h2>
      {swatches.map(({ id, name, lab }) => {
        const isShown = filter.kind === 'swatch' && filter.swatchId === id;
        return (
          <button key={id} type="button" className="rail-entry" aria-pressed={isShown} title={`Shots that use ${name}`} onClick={() => { onFilter(isShown ? { kind: 'all' } : { kind: 'swatch', swatchId: id }); }}>
            <i style={{ background: labToHex(...lab) }} /><span>{name}</span><small>{rows.filter((row) => row.swatches.has(id)).length}</small>
          </button>
        );
      })}
    </section>
  );
}

/** What the board shows: one of the clips, all of them, or a sequence; with the number of its shots. Hidden for a single clip without a sequence. */
function Clips({ clip, scope }: ScopeProps): ReactNode {
  const { session } = useEditor();
  const document = useDocument((now) => now);
  const { clips, sequences } = document;
  if (clips.length < 2 && sequences.length === 0) return null;
  const isShown = (each: BoardScope): boolean => JSON.stringify(each) === JSON.stringify(scope);
  const show = (board: BoardScope): void => { session.setState({ board, selectedShots: new Set() }); };
  const entry = (board: BoardScope, label: string, { mark, title }: { readonly mark: ReactNode; readonly title: string }): ReactNode => (
    <button key={label} type="button" className="rail-entry" aria-pressed={isShown(board)} title={title} onClick={() => { show(board); }}>{mark}<span>{label}</span><small>{shotsOfScope(document, board, clip.id).length}</small></button>
  );
  const names = clipLabels(clips);
  return (
    <section aria-label="Clips">
      <h2>Clips</h2>
      {clips.length < 2 ? null : entry({ kind: 'all' }, 'All clips', { mark: boardIcons.all, title: 'Shots of all clips' })}
      {clips.map((each) => (
        <button key={each.id} type="button" className="rail-entry" aria-pressed={scope.kind === 'clip' && each.id === clip.id} title={`${names.get(each.id) ?? each.name}: ${pictureFacts(each)}`} onClick={() => {
          if (each.id !== clip.id) showClip(session, each.id);
          show({ kind: 'clip' });
        }}>
          {boardIcons[each.source.kind === 'file' ? 'clip' : 'sequence']}<span>{names.get(each.id) ?? each.name}</span><small>{documentIndex(document).shots(each.id).length}</small>
        </button>
      ))}
      {sequences.length === 0 ? null : <h2>Sequences</h2>}
      {sequences.map(({ id, name }) => entry({ kind: 'sequence', sequenceId: id }, name, { mark: boardIcons.list, title: `The shots that “${name}” uses, of all clips, in its order` }))}
    </section>
  );
}

/** The scenes: filter, place to drop shots, name. */
function Scenes({ rows, filter, onFilter }: RailProps): ReactNode {
  const editor = useEditor();
  const scenes = useDocument((document) => document.scenes);
  const chosen = useSession((session) => session.selectedShots);
  const [naming, setNaming] = useState<SceneId | null>(null);
  const [over, setOver] = useState<SceneId | null>(null);
  const add = (): void => { addScene(editor, nextSceneName(scenes), chosen.size > 0 ? selectedShots(editor) : []).catch(editor.report); };
  const drop = (id: SceneId): object => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(SHOTS_DRAGGED)) return;
      event.preventDefault();
      setOver(id);
    },
    onDragLeave: () => { setOver(null); },
    onDrop: (event: DragEvent) => {
      setOver(null);
      event.preventDefault();
      const shotIds = draggedShots(event.dataTransfer);
      if (shotIds.length > 0) moveToScene(editor, shotIds, id).catch(editor.report);
    },
  });
  return (
    <>
      <h2>Scenes<Button look="plain" className="icon-button" aria-label="Add scene" title={chosen.size > 0 ? 'Add a scene with the selected shots' : 'Add scene'} onClick={add}>{symbols.add}</Button></h2>
      {scenes.length === 0 ? <p className="empty-note">No scenes. Shots of a scene share a place; add one for the selected shots.</p> : null}
      {scenes.map((scene, index) => (naming === scene.id ? <SceneName key={scene.id} scene={scene} onEnd={() => { setNaming(null); }} /> : (
        <div key={scene.id} className="rail-scene" data-over={over === scene.id} {...drop(scene.id)}>
          <button type="button" className="rail-entry" aria-pressed={filter.kind === 'scene' && filter.sceneId === scene.id} onClick={() => { onFilter(filter.kind === 'scene' && filter.sceneId === scene.id ? { kind: 'all' } : { kind: 'scene', sceneId: scene.id }); }}>
            <small>{index + 1}</small><span>{scene.name}</span><small>{rows.filter(({ shot }) => shot.sceneId === scene.id).length}</small>
          </button>
          <span className="scene-actions">
            <Button look="plain" aria-label={`Move scene ${scene.name} up`} title="Move up" disabled={index === 0} onClick={() => { moveScene(editor, scene.id, -1).catch(editor.report); }}>↑</Button>
            <Button look="plain" aria-label={`Move scene ${scene.name} down`} title="Move down" disabled={index === scenes.length - 1} onClick={() => { moveScene(editor, scene.id, 1).catch(editor.report); }}>↓</Button>
            <Button look="plain" aria-label={`Rename scene ${scene.name}`} title="Rename" onClick={() => { setNaming(scene.id); }}>✎</Button>
            <Button look="plain" aria-label={`Remove scene ${scene.name}`} title="Its shots stay, in no scene" onClick={() => {
              onFilter({ kind: 'all' });
              editor.edits.apply({ kind: 'removeScene', sceneId: scene.id }).catch(editor.report);
            }}>×</Button>
          </span>
        </div>
      )))}
    </>
  );
}

function SceneName({ scene, onEnd }: { readonly scene: Scene; readonly onEnd: () => void }): ReactNode {
  const editor = useEditor();
  const [name, setName] = useState(scene.name);
  const keep = (): void => {
    onEnd();
    if (name.trim() !== '' && name.trim() !== scene.name) editor.edits.apply({ kind: 'renameScene', sceneId: scene.id, name: name.trim() }).catch(editor.report);
  };
  return (
    <input className="field" aria-label="Name of the scene" value={name} autoFocus onFocus={(event) => { event.currentTarget.select(); }} onChange={(event) => { setName(event.target.value); }} onBlur={keep} onKeyDown={(event) => {
      event.stopPropagation();
      if (event.key === 'Enter') keep();
      if (event.key === 'Escape') onEnd();
    }} />
  );
}

function Progress({ rows }: { readonly rows: readonly BoardRow[] }): ReactNode {
  const frames = (list: readonly BoardRow[]): number => list.reduce((sum, { shot }) => sum + rangeLength(shot.range), 0);
  const all = Math.max(1, frames(rows));
  const share = (stage: BoardRow['stage']): number => (100 * frames(rows.filter((row) => row.stage === stage))) / all;
  const approved = rows.filter(({ stage }) => stage === 'approved').length;
  return (
    <div className="board-progress">
      <div><b>{approved} of {rows.length} approved</b><span title="Share of the frames">{Math.round(share('approved'))} %</span></div>
      <span className="stage-bar" aria-hidden="true"><i data-stage="approved" style={{ width: `${share('approved')}%` }} /><i data-stage="review" style={{ width: `${share('review')}%` }} /><i data-stage="inProgress" style={{ width: `${share('inProgress')}%` }} /></span>
    </div>
  );
}
