import type { Job } from '../../../shared/contract/jobs.ts';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Editor } from '../../editor/editor.ts';
import { shell } from '../../host/shell.ts';
import { showDone, showError } from '../../ui/notify.ts';
import { deliveredFiles, download, downloadUrl } from '../deliver/delivered-files.ts';
import { checkedFiles } from '../quality/checked-files.ts';
import { showReport } from '../quality/show-quality.ts';
import { notifyEnd } from './notify-end.ts';

/** Notifies of a job's end, in the window and, when the window is not in front, by the system. A cancelled job gets no notification. */
export function announceJobEnd(job: Job, editor: Editor): void {
  notifyEnd(job, editor);
  // The queue of the page Deliver tells it where it happens.
  const isTold = job.kind === 'deliver' && editor.session.getState().page === 'deliver';
  if (job.state === 'failed' && job.error !== undefined && !isTold) showError(AppError.fromWire({ ...job.error, message: `${job.label}: ${job.error.message}` }));
  if (job.state !== 'done') return;
  if (job.kind === 'propagate') showDone(`${job.label}: done.`);
  if (job.kind === 'deliver') announceDelivery(job, editor);
  if (job.kind === 'quality') announceQuality(job, editor);
}

function announceDelivery(job: Job, editor: Pick<Editor, 'session' | 'report'>): void {
  const files = deliveredFiles(job);
  const [path] = files;
  const desktop = shell();
  const { revealAtEnd } = editor.session.getState();
  const mine = revealAtEnd.includes(job.id);
  if (mine) editor.session.setState({ revealAtEnd: revealAtEnd.filter((id) => id !== job.id) });
  // The queue of that page tells it.
  if (editor.session.getState().page === 'deliver') {
    if (mine && path !== undefined) desktop?.reveal(path).catch(editor.report);
    return;
  }
  const report = { label: 'Show report', run: () => { editor.session.setState({ dialog: 'report', reportOf: job.id }); } };
  if (path === undefined) showDone(`${job.label}: done.`);
  else if (desktop !== undefined) {
    showDone(`${job.label}: done.`, [report, { label: 'Show the file', run: () => { desktop.reveal(path).catch(editor.report); } }]);
    if (mine) desktop.reveal(path).catch(editor.report);
  } else {
    const url = files.length === 1 ? downloadUrl(job, files, 0) : undefined;
    showDone(`${job.label}: done.`, url === undefined ? [report] : [report, { label: 'Download', run: () => { download(url); } }], files.length === 1 ? path : `${files.length} files, the first ${path}`);
  }
}

function announceQuality(job: Job, editor: Editor): void {
  const checked = checkedFiles(job);
  const findings = checked.reduce((sum, each) => sum + each.findings, 0);
  const worst = checked.toSorted((a, b) => b.findings - a.findings)[0];
  const { page } = editor.session.getState();
  if (worst === undefined || page === 'quality' || page === 'deliver') return;
  showDone(findings === 0 ? `${job.label}: nothing lies beyond the limits.` : `${job.label}: ${counted(findings, 'finding')}.`, [{ label: 'Show report', run: () => { showReport(editor, worst.id).catch(editor.report); } }]);
}
