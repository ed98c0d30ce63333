import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isRunning } from './running-process.ts';

/** One open store. Its scratch folder and pins contain its id, so that others can check whether it is still open. */
interface StoreOwner {
  readonly name: string;
  release(): void;
}

const HOST = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-').slice(0, 60) || 'host';
/** Stores of this process: a process id may be that of one that ended before this one began. */
const own = new Set<string>();

export function newOwner(): StoreOwner {
  const name = `${HOST}.${process.pid}.${randomUUID()}`;
  own.add(name);
  return { name, release: () => { own.delete(name); } };
}

/** Whether the store with this id has ended. One on another machine cannot be queried and counts as open. */
export function hasEnded(name: string): boolean {
  const match = /^([A-Za-z0-9-]+)\.(\d+)\.[0-9a-f-]{36}$/.exec(name);
  if (match === null) return true;
  if (match[1] !== HOST) return false;
  const pid = Number(match[2]);
  return pid === process.pid ? !own.has(name) : !isRunning(pid);
}
