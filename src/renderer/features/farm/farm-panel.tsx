import type { ReactNode } from 'react';
import type { WorkerState } from '../../../shared/contract/farm.ts';
import { counted } from '../../../shared/counted.ts';
import { putOffText } from '../../../shared/model/job-phase-text.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { byteText } from '../jobs/job-text.ts';
import { farmText, stateText } from './farm-text.ts';
import { LastMinute } from './last-minute.tsx';
import { type FarmView as View, useFarm } from './use-farm.ts';

/** Workers of the farm as a table, each with its current unit; empty without a farm. */
export function FarmPanel(): ReactNode {
  return <FarmView view={useFarm()} />;
}

/** The same, of a farm that is looked at elsewhere. */
export function FarmView({ view: { status, problem, look } }: { readonly view: View }): ReactNode {
  const editor = useEditor();
  if (problem !== undefined) return <section aria-label="Render farm" className="farm"><div className="job-error"><span className="bad">{problem}</span></div></section>;
  if (status === null || status === undefined) return null;
  const act = (action: Promise<void>): void => { action.then(look).catch(editor.report); };
  const { farm } = editor.connection.client();
  const putOff = putOffText(status);
  const most = Math.max(0, ...status.workers.flatMap(({ lastMinute }) => lastMinute ?? []));
  return (
    <section aria-label="Render farm" className="farm">
      <div className="job-head"><b>Render farm</b><span>{farmText(status)}</span></div>
      {putOff === undefined ? null : <p className="bad" role="status">{putOff}</p>}
      {status.workers.length === 0 ? null : (
        <div className="worker-table quiet-scroll" role="region" aria-label="Workers" tabIndex={0}>
          <table>
            <thead><tr><th scope="col">Machine</th><th scope="col">State</th><th scope="col">Unit</th><th scope="col">Progress</th><th scope="col" className="figure">Frames/s</th><th scope="col" className="figure">Last minute</th><th scope="col" className="figure">Memory</th><th scope="col" className="figure">Made</th><th><span className="visually-hidden">Actions</span></th></tr></thead>
            <tbody>{status.workers.map((worker) => <WorkerRow key={worker.name} worker={worker} most={most} onDrain={() => { act(farm.drain({ worker: worker.name })); }} />)}</tbody>
          </table>
        </div>
      )}
      <p className="add-worker">A worker on another machine joins with <code>{`tintype worker --farm ${status.url} --store ${status.store}`}</code></p>
      <div className="job-actions">
        {status.isPaused ? <Button look="plain" onClick={() => { act(farm.resume()); }}>Resume farm</Button> : <Button look="plain" onClick={() => { act(farm.pause()); }}>Pause farm</Button>}
        <Button look="plain" disabled={status.workers.length === 0} onClick={() => { act(farm.drain({})); }}>Drain all</Button>
      </div>
    </section>
  );
}

/** @param props.most frames a second of the fastest worker in the last minute */
function WorkerRow({ worker, most, onDrain }: { readonly worker: WorkerState; readonly most: number; readonly onDrain: () => void }): ReactNode {
  const { name, provider, threads, state, reason, units, framesPerSecond, lastMinute, residentBytes, unitsDone } = worker;
  return (
    <tr data-state={state}>
      <th scope="row">{name}<small>{provider}, {counted(threads, 'thread')}</small></th>
      <td>{stateText(worker)}{reason === undefined ? null : <small className="bad">{reason}</small>}</td>
      <td>{units.map(({ id, label, project }) => <div key={id}>{label}<small>{project}</small></div>)}</td>
      <td>{units.map(({ id, label, done, total }) => (
        <div key={id} className="worker-progress">
          <span className="bar" role="progressbar" aria-label={`${name}: ${label}`} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}><i style={{ width: `${(100 * done) / Math.max(1, total)}%` }} /></span>
          <small>{done} of {total}</small>
        </div>
      ))}</td>
      <td className="figure">{framesPerSecond === null ? '–' : framesPerSecond.toFixed(1)}</td>
      <td className="figure"><LastMinute rates={lastMinute} most={most} /></td>
      <td className="figure">{byteText(residentBytes)}</td>
      <td className="figure">{counted(unitsDone, 'unit')}</td>
      <td>{state === 'draining' ? null : <Button look="plain" title="Lets it end when its units are done" onClick={onDrain}>Drain</Button>}</td>
    </tr>
  );
}
