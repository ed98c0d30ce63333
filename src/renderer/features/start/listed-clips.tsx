import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../../shared/counted.ts';
import { remarksByRate } from '../../../shared/model/clip-rate.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { type ListedClip, type ListedEditList, probedClips } from '../../editor/new-project.ts';
import { Button } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';
import { MoveButtons, type MoveProps, useRowMoves } from '../../ui/row-moves.tsx';
import { splitPath } from '../browse/file-place.ts';
import { clipFacts, codingFacts, fileText } from './clip-facts.ts';

/** What the new project is to be made of: its clips in their order, and the edit lists for them. */
export function ListedClips(): ReactNode {
  const { newProject } = useEditor();
  const plan = useStore(newProject.store);
  const { clips, lists } = plan;
  const probed = new Map(probedClips(plan).map(({ id, clip }) => [id, clip]));
  const moves = useRowMoves(clips.map(({ id }) => id), (id, before) => { newProject.move(id, before); });
  return (
    <ul className="listed-clips quiet-scroll" aria-label="Clips of the new project">
      {clips.map((listed) => <ClipRow key={listed.id} listed={listed} clip={probed.get(listed.id)} move={moves(listed.id, splitPath(listed.path).file)} onRemove={() => { newProject.remove(listed.id); }} />)}
      {lists.map((listed) => <ListRow key={listed.path} listed={listed} onRemove={() => { newProject.removeList(listed.path); }} />)}
    </ul>
  );
}

function ClipRow({ listed: { path, probe }, clip, move, onRemove }: { readonly listed: ListedClip; readonly clip: Clip | undefined; readonly move: MoveProps | undefined; readonly onRemove: () => void }): ReactNode {
  const name = clip === undefined ? splitPath(path).file : fileText(clip);
  const remarks = clip === undefined ? [] : remarksByRate(clip);
  return (
    <li aria-label={name} data-state={probe.kind === 'failed' ? 'failed' : remarks.length > 0 ? 'remark' : probe.kind} title={path} {...move?.ofRow}>
      <div>
        <b>{name}</b>
        {probe.kind === 'running' ? <small role="status">Reading…</small> : probe.kind === 'failed' ? <small className="bad">{probe.message}</small> : clip === undefined ? null : <><small>{clipFacts(clip)}</small><small>{codingFacts(clip)}</small></>}
        {remarks.map((remark) => <small key={remark} className="warn">{remark}</small>)}
      </div>
      <span className="listed-actions">
        {move === undefined ? null : <MoveButtons label={`Move ${name}`} move={move} />}
        <Button look="plain" className="icon-button" aria-label={`Leave out ${name}`} title="Leave out" onClick={onRemove}>{symbols.remove}</Button>
      </span>
    </li>
  );
}

function ListRow({ listed: { path, preview }, onRemove }: { readonly listed: ListedEditList; readonly onRemove: () => void }): ReactNode {
  const name = splitPath(path).file;
  return (
    <li aria-label={name} data-state={preview.kind} title={path}>
      <div>
        <b>{name}</b>
        {preview.kind === 'running' ? <small role="status">Reading…</small> : preview.kind === 'failed' ? <small className="bad">{preview.message}</small> : <Found preview={preview.value} />}
      </div>
      <span className="listed-actions"><Button look="plain" className="icon-button" aria-label={`Leave out ${name}`} title="Leave out" onClick={onRemove}>{symbols.remove}</Button></span>
    </li>
  );
}

function Found({ preview: { events, fitting, use, remarks } }: { readonly preview: Extract<ListedEditList['preview'], { kind: 'done' }>['value'] }): ReactNode {
  return (
    <>
      <small className={fitting === events ? '' : 'warn'}>{fitting === 0 ? `${counted(events, 'event')}, none of them in the clips listed: add its clips` : `Edit list, ${fitting === events ? `all ${events}` : `${fitting} of ${events}`} ${events === 1 ? 'event' : 'events'} found; ${use.kind === 'shots' ? 'they become the shots of its clip' : 'they become a sequence, and shots of its clips'}`}</small>
      {remarks.length === 0 ? null : <details><summary>{counted(remarks.length, 'remark')}</summary>{remarks.map((remark) => <small key={remark}>{remark}</small>)}</details>}
    </>
  );
}
