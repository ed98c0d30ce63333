import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { deliveredFileUrl } from '../../../shared/contract/file-urls.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { counted } from '../../../shared/counted.ts';
import { isUnderWay, listedJobs } from '../../document/jobs-mirror.ts';
import { useEditor, useJobs } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { shell } from '../../host/shell.ts';
import { adviceFor } from '../../ui/advice.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { deliveredFiles, download, downloadUrl } from '../deliver/delivered-files.ts';
import { FarmPanel } from '../farm/farm-panel.tsx';
import { checkedFiles } from '../quality/checked-files.ts';
import { showReport } from '../quality/show-quality.ts';
import { clearEnded } from '../../document/job-calls.ts';
import { JobActions, PauseAllButton } from './job-actions.tsx';
import { jobName, jobState } from './job-text.ts';

/** All jobs of the engine, newest first. */
export function JobsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const jobs = listedJobs(useJobs());
  return (
    <Dialog title="Jobs" size="wide" focus="main" onClose={onClose} footer={<>
      <PauseAllButton kind="propagate" what="propagations" titles={['Stops after the frames in hand; new propagations wait', 'Propagations that were paused together go on']} />
      <Button look="plain" disabled={jobs.every(isUnderWay)} onClick={() => { clearEnded(editor).catch(editor.report); }}>Clear finished</Button>
      <Button look="main" onClick={onClose}>Close</Button>
    </>}>
      <FarmPanel />
      {jobs.length === 0 ? <div className="empty-note">No jobs.</div> : (
        <ul className="job-list quiet-scroll" aria-label="Jobs, newest first">
          {jobs.map((job) => <JobRow key={job.id} job={job} />)}
        </ul>
      )}
    </Dialog>
  );
}

function JobRow({ job }: { readonly job: Job }): ReactNode {
  const editor = useEditor();
  const under = isUnderWay(job);
  const name = useStore(editor.project, ({ state }) => jobName(job, state?.document ?? null));
  const advice = job.error === undefined ? undefined : adviceFor(job.error.code);
  return (
    <li data-state={job.state} {...contextOf('job', job.id)}>
      <div className="job-head"><b>{name}</b><span>{jobState(job)}</span></div>
      {under && job.total > 0 ? <span className="bar" role="progressbar" aria-label={job.label} aria-valuemin={0} aria-valuemax={job.total} aria-valuenow={job.done}><i style={{ width: `${(100 * job.done) / job.total}%` }} /></span> : null}
      {job.error === undefined ? null : <div className="job-error"><span className="bad">{job.error.message}</span>{advice === undefined ? null : <span> {advice}</span>}</div>}
      <Delivered job={job} />
      <Checked job={job} />
      <div className="job-actions"><JobActions job={job} pause="word" /></div>
    </li>
  );
}

/** Findings of a check, file by file. */
function Checked({ job }: { readonly job: Job }): ReactNode {
  const editor = useEditor();
  const desktop = shell();
  return checkedFiles(job).map(({ id, delivered, findings, page }, index) => (
    <div key={id} className="job-file">
      <span className="path">{delivered}</span>
      <Button look="plain" onClick={() => { showReport(editor, id).catch(editor.report); }}>{findings === 0 ? 'No findings' : counted(findings, 'finding')}</Button>
      {page === null ? null : desktop !== undefined ? <Button look="plain" onClick={() => { desktop.reveal(page).catch(editor.report); }}>Show page</Button> : <Button look="plain" onClick={() => { download(deliveredFileUrl(job.id, index)); }}>Download page</Button>}
    </div>
  ));
}

/** Files of a delivery: revealed by the desktop shell, or downloaded by the browser. */
function Delivered({ job }: { readonly job: Job }): ReactNode {
  const editor = useEditor();
  const files = deliveredFiles(job);
  const desktop = shell();
  return (
    <>
      {files.length === 0 ? null : <div className="job-file"><span /><Button look="plain" onClick={() => { editor.session.setState({ dialog: 'report', reportOf: job.id }); }}>Show report</Button></div>}
      {files.map((path, index) => {
        const url = downloadUrl(job, files, index);
        return (
          <div key={path} className="job-file">
            <span className="path">{path}</span>
            {desktop !== undefined ? <Button look="plain" onClick={() => { desktop.reveal(path).catch(editor.report); }}>Show</Button> : url === undefined ? null : <Button look="plain" onClick={() => { download(url); }}>Download</Button>}
          </div>
        );
      })}
    </>
  );
}
