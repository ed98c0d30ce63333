import type { Job } from '../../../shared/contract/jobs.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Editor } from '../../editor/editor.ts';
import { shell } from '../../host/shell.ts';
import { tellDone, tellError } from '../../ui/notify.ts';
import { deliveredFiles, download, downloadUrl } from '../deliver/delivered-files.ts';
import { notifyEnd } from './notify-end.ts';

/** Long work has ended: say so, here and, when the person is elsewhere, by the system. Cancelled work says nothing; its line in the status bar does. */
export function tellJobEnd(job: Job, editor: Pick<Editor, 'session' | 'preferences' | 'report'>): void {
  notifyEnd(job, editor);
  if (job.state === 'failed' && job.error !== undefined) tellError(AppError.fromWire({ ...job.error, message: `${job.label}: ${job.error.message}` }));
  if (job.state !== 'done') return;
  if (job.kind === 'propagate') tellDone(`${job.label}: done.`);
  if (job.kind === 'deliver') tellDelivered(job, editor);
}

function tellDelivered(job: Job, editor: Pick<Editor, 'session' | 'report'>): void {
  const files = deliveredFiles(job);
  const [path] = files;
  const desktop = shell();
  const { revealAtEnd } = editor.session.getState();
  const mine = revealAtEnd.includes(job.id);
  if (mine) editor.session.setState({ revealAtEnd: revealAtEnd.filter((id) => id !== job.id) });
  if (path === undefined) tellDone(`${job.label}: done.`);
  else if (desktop !== undefined) {
    tellDone(`${job.label}: done.`, { label: 'Show the file', run: () => { desktop.reveal(path).catch(editor.report); } });
    if (mine) desktop.reveal(path).catch(editor.report);
  } else {
    const url = files.length === 1 ? downloadUrl(job, files, 0) : undefined;
    tellDone(`${job.label}: done.`, url === undefined ? undefined : { label: 'Download', run: () => { download(url); } }, files.length === 1 ? path : `${files.length} files, the first ${path}`);
  }
}
