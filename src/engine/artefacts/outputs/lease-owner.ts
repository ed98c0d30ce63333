import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { isRunning } from '../running-process.ts';

/** The process that holds a lease. */
export const LeaseOwner = z.object({
  host: z.string(),
  pid: z.number().int(),
  /** When the process began, as the system counts it; empty where that cannot be had. A process id alone may be used again. */
  born: z.string(),
});
export type LeaseOwner = z.infer<typeof LeaseOwner>;

/** A process on another machine cannot be queried: it counts as alive while its lease file is renewed. */
export const RENEW_MS = 60_000;
const SILENT_MS = 10 * RENEW_MS;

export function thisOwner(): LeaseOwner {
  return { host: hostname(), pid: process.pid, born: bornOf(process.pid) };
}

/** Whether the owner of a lease has ended. @param renewedMs when its lease file was last renewed */
export function hasEnded(owner: LeaseOwner, renewedMs: number): boolean {
  if (owner.host !== hostname()) return Date.now() - renewedMs > SILENT_MS;
  return !isRunning(owner.pid) || bornOf(owner.pid) !== owner.born;
}

/** Linux: the boot and the clock ticks since then (proc(5), field 22 of stat). */
function bornOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
    // A zombie process has released its lease.
    if (fields[0] === 'Z') return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()} ${fields[19] ?? ''}`;
  } catch {
    return ''; // another system than Linux, or the process has ended
  }
}
