import type { ReactNode } from 'react';
import { rangeLength } from '../../../shared/model/frame.ts';
import { ReviewStatus } from '../../../shared/model/document.ts';
import type { BoardScope } from '../../session/session-store.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { askToPropagate } from '../../editor/propagate.ts';
import { Button } from '../../ui/button.tsx';
import { openDelivery, openDeliveryOfSequence } from '../deliver/open-delivery.ts';
import { addScene, moveToScene, nextSceneName, setStatus } from './board-edits.ts';
import { batchPropagation, type BoardRow, leftOutText } from './board-model.ts';

const NEW_SCENE = 'new';
const NO_SCENE = 'none';

/** Actions on the selected shots. */
export function BatchBar({ scope, rows, selected, readOnly }: { readonly scope: BoardScope; readonly rows: readonly BoardRow[]; readonly selected: readonly BoardRow[]; readonly readOnly: boolean }): ReactNode {
  const editor = useEditor();
  const scenes = useDocument((document) => document.scenes);
  const sequence = useDocument(({ sequences }) => (scope.kind === 'sequence' ? sequences.find(({ id }) => id === scope.sequenceId) : undefined));
  const shotIds = selected.map(({ shot }) => shot.id);
  const isEmpty = shotIds.length === 0;
  const batch = batchPropagation(selected);
  const frames = selected.reduce((sum, { shot }) => sum + rangeLength(shot.range), 0);
  const sceneIds = [...new Set(selected.map(({ shot }) => shot.sceneId))];
  const [sceneId] = sceneIds;
  const ofScene = sceneIds.length === 1 ? rows.filter(({ shot }) => shot.sceneId === sceneId) : [];
  const stages = [...new Set(selected.map(({ shot }) => shot.status ?? 'none'))];

  function move(value: string): void {
    const work = value === NEW_SCENE ? addScene(editor, nextSceneName(scenes), shotIds) : moveToScene(editor, shotIds, scenes.find(({ id }) => id === value)?.id);
    work.catch(editor.report);
  }
  return (
    <section className="batch-bar" aria-label="Selected shots">
      <span className="selected"><b>{selected.length} selected</b><span>{frames.toLocaleString('en-GB')} frames</span></span>
      <Button look="main" disabled={batch.shotIds.length === 0 || readOnly} title="The estimate is shown first" onClick={() => { askToPropagate(editor, batch.shotIds); }}>Propagate…</Button>
      <span className="left-out" role="status" title={leftOutText(batch)}>{leftOutText(batch)}</span>
      <select className="field" aria-label="Status of the selected shots" disabled={readOnly || isEmpty} value={stages.length === 1 ? stages[0] : ''} onChange={(event) => { setStatus(editor, shotIds, ReviewStatus.safeParse(event.target.value).data).catch(editor.report); }}>
        {stages.length === 1 ? null : <option value="" disabled>Set status</option>}
        <option value="none">{unreviewedLabel(selected)}</option>
        <option value="review">Needs review</option>
        <option value="approved">Approved</option>
      </select>
      <select className="field" aria-label="Move to scene" disabled={readOnly || isEmpty} value={sceneIds.length === 1 ? sceneId ?? NO_SCENE : ''} onChange={(event) => { move(event.target.value); }}>
        {sceneIds.length === 1 ? null : <option value="" disabled>Move to scene</option>}
        <option value={NO_SCENE}>No scene</option>
        {scenes.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
        <option value={NEW_SCENE}>New scene</option>
      </select>
      <Button disabled={readOnly || isEmpty} title="Colour them like a shot that is coloured already" onClick={() => { editor.session.setState({ selectedShots: new Set(shotIds), dialog: 'colourLike', likeStill: null }); }}>Colour like…</Button>
      <Button disabled={isEmpty} onClick={() => {
        editor.session.setState({ selectedShots: new Set(shotIds) });
        if (sequence === undefined) openDelivery(editor);
        else openDeliveryOfSequence(editor, sequence, { shotIds: new Set(shotIds) });
      }}>Deliver…</Button>
      {ofScene.length > selected.length ? <Button look="plain" onClick={() => { editor.session.setState({ selectedShots: new Set(ofScene.map(({ shot }) => shot.id)) }); }}>{sceneId === undefined ? (scenes.length === 0 ? 'Select all' : 'Select all in no scene') : `Select all of ${scenes.find(({ id }) => id === sceneId)?.name ?? 'scene'}`}</Button> : null}
    </section>
  );
}

/** Shots without a review status are not started or in progress by their keyframes. */
function unreviewedLabel(selected: readonly BoardRow[]): string {
  const started = selected.filter(({ keys }) => keys > 0).length;
  return started === 0 ? 'Not started' : started === selected.length ? 'In progress' : 'Not started, in progress';
}
