import type { ReactNode } from 'react';
import type { WorkerState } from '../../../shared/contract/farm.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { farmText, workerText } from './farm-text.ts';
import { type FarmView as View, useFarm } from './use-farm.ts';

/** Workers of the farm, each with its current unit; empty without a farm. */
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
  return (
    <section aria-label="Render farm" className="farm">
      <div className="job-head"><b>Render farm</b><span>{farmText(status)}</span></div>
      <ul className="job-list quiet-scroll" aria-label="Workers">
        {status.workers.map((worker) => <WorkerRow key={worker.name} worker={worker} onDrain={() => { act(farm.drain({ worker: worker.name })); }} />)}
      </ul>
      <div className="job-actions">
        {status.isPaused ? <Button look="plain" onClick={() => { act(farm.resume()); }}>Resume farm</Button> : <Button look="plain" onClick={() => { act(farm.pause()); }}>Pause farm</Button>}
        <Button look="plain" disabled={status.workers.length === 0} onClick={() => { act(farm.drain({})); }}>Drain all</Button>
      </div>
    </section>
  );
}

function WorkerRow({ worker, onDrain }: { readonly worker: WorkerState; readonly onDrain: () => void }): ReactNode {
  return (
    <li data-state={worker.state}>
      <div className="job-head"><b>{worker.name}</b><span>{workerText(worker)}</span></div>
      {worker.reason === undefined ? null : <div className="job-error"><span className="bad">{worker.reason}</span></div>}
      {worker.units.map(({ id, label, project, done, total }) => (
        <div key={id}>
          <div className="job-file"><span>{label} · {project}</span><span>{done} of {total}</span></div>
          <span className="bar" role="progressbar" aria-label={`${worker.name}: ${label}`} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}><i style={{ width: `${(100 * done) / Math.max(1, total)}%` }} /></span>
        </div>
      ))}
      <div className="job-actions">{worker.state === 'draining' ? null : <Button look="plain" onClick={onDrain}>Drain</Button>}</div>
    </li>
  );
}
