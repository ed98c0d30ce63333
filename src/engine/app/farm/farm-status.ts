import type { FarmStatus } from '../../../shared/contract/farm.ts';
import { withoutPassword } from '../../jobs/index.ts';
import type { Services } from '../services.ts';

type WithFarm = Pick<Services, 'farm'>;

/** The farm that the user has chosen; `null` without one. @throws AppError `network.*`, `file.*` */
export async function farmStatus({ farm }: WithFarm): Promise<(FarmStatus & { readonly url: string; readonly store: string }) | null> {
  const choice = farm.choice();
  if (choice === undefined) return null;
  const { queue } = await farm.open();
  return { ...await queue.status(), url: withoutPassword(choice.url), store: choice.store };
}

/** Workers take no new units and finish the current ones. @throws AppError `job.failed` without a farm, `network.*` */
export async function pauseFarm({ farm }: WithFarm): Promise<void> {
  await (await farm.open()).queue.pause();
}

/** @throws as `pauseFarm` */
export async function resumeFarm({ farm }: WithFarm): Promise<void> {
  await (await farm.open()).queue.resume();
}

/** Lets a worker end when its units are done; all without a name. @throws as `pauseFarm` */
export async function drainFarm({ farm }: WithFarm, worker: string | undefined): Promise<void> {
  await (await farm.open()).queue.drain(worker);
}
