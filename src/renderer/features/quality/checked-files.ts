import { z } from 'zod';
import type { Job } from '../../../shared/contract/jobs.ts';
import { QualityEntry } from '../../../shared/contract/quality.ts';

const Checked = z.object({ reports: z.array(QualityEntry) });

/** Reports that a job has made. */
export function checkedFiles(job: Pick<Job, 'kind' | 'state' | 'result'>): readonly QualityEntry[] {
  if (job.kind !== 'quality' || job.state !== 'done') return [];
  const checked = Checked.safeParse(job.result);
  return checked.success ? checked.data.reports : [];
}
