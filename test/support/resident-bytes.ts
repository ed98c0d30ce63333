import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';

/** Resident bytes of a process and all its descendants; shared pages are counted once per process. Linux only. */
export async function residentBytesOfTree(root: number): Promise<number> {
  const pageBytes = Number(execFileSync('getconf', ['PAGESIZE']).toString());
  const processes = new Map<number, { readonly parent: number; readonly bytes: number }>();
  for (const name of await readdir('/proc')) {
    // A process may end while its entry in /proc is read.
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined) : undefined;
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields !== undefined) processes.set(Number(name), { parent: Number(fields[1]), bytes: Number(fields[21]) * pageBytes });
  }
  const belongs = (pid: number): boolean => pid === root || (processes.has(pid) && pid > 1 && belongs(processes.get(pid)!.parent));
  return [...processes].filter(([pid]) => belongs(pid)).reduce((sum, [, { bytes }]) => sum + bytes, 0);
}
