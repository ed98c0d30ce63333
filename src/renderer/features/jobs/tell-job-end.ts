import { z } from 'zod';
import type { Job } from '../../../shared/contract/jobs.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { shell } from '../../host/shell.ts';
import { tellDone, tellError } from '../../ui/notify.ts';

/** Of a delivery's result only where its first file lies. */
const Delivered = z.object({ reports: z.array(z.looseObject({ files: z.array(z.string()) })).min(1) });

/** Long work has ended: say so. Cancelled work says nothing; its line in the status bar does. */
export function tellJobEnd(job: Job): void {
  if (job.state === 'failed' && job.error !== undefined) tellError(AppError.fromWire({ ...job.error, message: `${job.label}: ${job.error.message}` }));
  if (job.state !== 'done') return;
  if (job.kind === 'propagate') tellDone(`${job.label}: done.`);
  if (job.kind === 'deliver') {
    const delivered = Delivered.safeParse(job.result);
    const path = delivered.success ? delivered.data.reports[0]?.files[0] : undefined;
    const desktop = shell();
    tellDone(`${job.label}: done.`, desktop === undefined || path === undefined ? undefined : { label: 'Show the file', run: () => { void desktop.reveal(path); } });
  }
}
