import { z } from 'zod';
import { deliveredFileUrl } from '../../../shared/contract/file-urls.ts';
import type { Job } from '../../../shared/contract/jobs.ts';

/** The written files of a delivery's result. */
const Delivered = z.object({ reports: z.array(z.looseObject({ files: z.array(z.string()) })).min(1) });

/** Paths of the files and folders that a delivery has written, on the engine's computer. */
export function deliveredFiles(job: Pick<Job, 'kind' | 'state' | 'result'>): readonly string[] {
  if (job.kind !== 'deliver' || job.state !== 'done') return [];
  const delivered = Delivered.safeParse(job.result);
  return delivered.success ? delivered.data.reports.flatMap(({ files }) => files) : [];
}

/** Address to download a delivered file from; `undefined` for a folder of images. */
export function downloadUrl(job: Pick<Job, 'id'>, files: readonly string[], index: number): string | undefined {
  return /\.\w+$/.test(files[index] ?? '') ? deliveredFileUrl(job.id, index) : undefined;
}

/** Makes the browser download an address. */
export function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
