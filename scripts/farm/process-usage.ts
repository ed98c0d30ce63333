import { readdirSync, readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** Fields of /proc/PID/stat after the name. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /, '').split(' ');
  } catch {
    return undefined; // it has ended
  }
}

/** A process with all below it: seconds of processors, with those of ended children, and bytes of memory. */
export function usageOf(root: number): { readonly seconds: number; readonly bytes: number } {
  const stats = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const stat = statOf(Number(name));
    return stat === undefined ? [] : [[Number(name), stat] as const];
  }));
  const isBelow = (pid: number): boolean => pid === root || (stats.has(pid) && isBelow(Number(stats.get(pid)![1])));
  const own = [...stats].filter(([pid]) => isBelow(pid)).map(([, stat]) => stat);
  return {
    seconds: own.reduce((sum, stat) => sum + stat.slice(11, 15).reduce((ticks, each) => ticks + Number(each), 0) / TICKS_A_SECOND, 0),
    bytes: own.reduce((sum, stat) => sum + Number(stat[21]) * 4096, 0),
  };
}
