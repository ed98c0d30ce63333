import { constants } from 'node:os';

/** Steps of Unix's nice values: half the weight. Where other programs fill the machine, colour must still come. */
const BEHIND_WINDOW = 3;

/**
 * Priority, as `os.setPriority` takes it, of a process that leaves the processor first to a window beside it. Windows knows six classes
 * and rounds towards the middle, so that some steps of Unix's are none there: it is given the class below.
 */
export function loweredPriority(current: number, platform: NodeJS.Platform = process.platform): number {
  const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
  if (platform !== 'win32') return Math.min(PRIORITY_LOW, current + BEHIND_WINDOW);
  return current < PRIORITY_BELOW_NORMAL ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW;
}
