import { z } from 'zod';
import { deliveredFileUrl } from '../../../shared/contract/file-urls.ts';
import type { Job } from '../../../shared/contract/jobs.ts';
import { LumaCheck } from '../../../shared/model/delivery-report.ts';
import { FrameRange } from '../../../shared/model/frame.ts';
import { ClipId, JobId } from '../../../shared/model/ids.ts';

/** The written files of a delivery's result; results of older editions have no more than their names. */
const Delivered = z.object({
  reports: z.array(z.looseObject({ files: z.array(z.string()), frameCount: z.number().optional(), lumaCheck: LumaCheck.nullable().optional(), clip: z.looseObject({ id: ClipId.optional() }).optional(), range: FrameRange.optional() })).min(1),
  qualityJobId: JobId.optional(),
  timeline: z.object({ path: z.string(), remarks: z.array(z.string()) }).optional(),
});
export type Delivered = z.infer<typeof Delivered>;

/** What a delivery that is done has written. */
export function deliveredResult(job: Pick<Job, 'kind' | 'state' | 'result'>): Delivered | undefined {
  return job.kind === 'deliver' && job.state === 'done' ? Delivered.safeParse(job.result).data : undefined;
}

/** Paths of the files and folders that a delivery has written, the timeline last, on the engine's computer. */
export function deliveredFiles(job: Pick<Job, 'kind' | 'state' | 'result'>): readonly string[] {
  const { reports = [], timeline } = deliveredResult(job) ?? {};
  return [...reports.flatMap(({ files }) => files), ...(timeline === undefined ? [] : [timeline.path])];
}

/** Address to download a delivered file from; `undefined` for a folder of images. */
export function downloadUrl(job: Pick<Job, 'id'>, files: readonly string[], index: number): string | undefined {
  return /\.\w+$/.test(files[index] ?? '') ? deliveredFileUrl(job.id, index) : undefined;
}

/** Makes the browser download an address. @param name of the file, where the address gives none */
export function download(url: string, name = ''): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
