import { z } from 'zod';
import { deliveredFileUrl } from '../../../shared/contract/file-urls.ts';
import type { Job } from '../../../shared/contract/jobs.ts';

/** Of a delivery's result only what was written. */
const Delivered = z.object({ reports: z.array(z.looseObject({ files: z.array(z.string()) })).min(1) });

/** Files and folders that a delivery has written, by their paths on the engine's computer. */
export function deliveredFiles(job: Pick<Job, 'kind' | 'state' | 'result'>): readonly string[] {
  if (job.kind !== 'deliver' || job.state !== 'done') return [];
  const delivered = Delivered.safeParse(job.result);
  return delivered.success ? delivered.data.reports.flatMap(({ files }) => files) : [];
}

/** Address that brings a delivered file to this browser; `undefined` for a folder of images. */
export function downloadUrl(job: Pick<Job, 'id'>, files: readonly string[], index: number): string | undefined {
  return /\.\w+$/.test(files[index] ?? '') ? deliveredFileUrl(job.id, index) : undefined;
}

/** Has the browser save what lies at an address of the engine. */
export function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
