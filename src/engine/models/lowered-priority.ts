import { constants } from 'node:os';

/** Which processes have priority over a process of the networks: none, a window, or a window and the process for its edits. */
export type ProcessPriority = 'normal' | 'behindWindow' | 'behindInteractive';

/** Steps of Unix's nice values; three are half the weight. Where other programs fill the machine, colour must still come. */
const STEPS = { behindWindow: 3, behindInteractive: 6 } as const satisfies Record<Exclude<ProcessPriority, 'normal'>, number>;

/**
 * Priority, as `os.setPriority` takes it, of a process that leaves the processor first to others. Windows knows six classes and rounds
 * towards the middle, so that some steps of Unix's are none there: it is given the class below, or the lowest.
 */
export function loweredPriority(current: number, behind: Exclude<ProcessPriority, 'normal'>, platform: NodeJS.Platform = process.platform): number {
  const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
  if (platform !== 'win32') return Math.min(PRIORITY_LOW, current + STEPS[behind]);
  return behind === 'behindWindow' && current < PRIORITY_BELOW_NORMAL ? PRIORITY_BELOW_NORMAL : PRIORITY_LOW;
}
