import type { JobId } from '../../../shared/model/ids.ts';
import type { DeliveryReport } from '../../../shared/model/delivery-report.ts';
import type { JobRunner } from '../../jobs/index.ts';
import type { Services } from '../services.ts';
import { readDeliveryReports } from './delivery-record.ts';
import { DeliverResult } from './delivery.ts';

/** The full reports of a delivery that has ended, frame by frame. @throws AppError `job.notFound` */
export async function deliveryReports(services: Pick<Services, 'directories'>, jobs: Pick<JobRunner, 'get'>, jobId: JobId): Promise<DeliveryReport[]> {
  const result = DeliverResult.safeParse(jobs.get(jobId).result);
  return result.success ? readDeliveryReports(services.directories.data, result.data.deliveryId) : [];
}
