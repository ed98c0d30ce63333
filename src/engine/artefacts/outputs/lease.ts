import { createHash, randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { hasEnded, LeaseOwner, RENEW_MS, thisOwner } from './lease-owner.ts';
import { systemCode } from './write-error.ts';

/** Content of a lease file. The scratch of an ended process is found by it. */
const LeaseRecord = z.object({
  version: z.literal(1),
  owner: LeaseOwner,
  token: z.uuid(),
  kind: z.enum(['file', 'folder']),
  /** Name of the scratch file or folder, in the same folder as the lease; it contains the token. */
  scratch: z.string(),
  /** Folders that were made for this output, outermost first; removed again when they are empty. */
  made: z.array(z.string()),
  /** Name of the lock file that is held beside the target meanwhile. */
  lock: z.string().optional(),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;

export interface Lease {
  readonly record: LeaseRecord;
  release(): void;
}

/** Removes the leftovers of an ended process. */
type RemoveLeftovers = (folder: string, record: LeaseRecord) => Promise<void>;

/** A lease file that is not whole yet is being written; one that stays so was left by a crash. */
const UNFINISHED_MS = 5000;
const LEASE_NAME = /^\.tintype-[0-9a-f]{16}\.lease$/;
/** A lease of an ended process while it is cleared; one that stays so was left by a second crash. */
const TAKEN_NAME = /^\.tintype-[0-9a-f]{16}\.lease\.[0-9a-f-]{36}$/;
const TAKEN_SUFFIX_LENGTH = 37;

/** The first bytes of every lease file. A file of such a name with other content is foreign. */
const LEASE_HEAD = '{"version":1,"owner":';

/** Places that this process writes to, with the token of the lease. */
const own = new Map<string, string>();
/** Folders in which leases are also recorded, so that the next start finds the leftovers of a crash. */
const registers = new Set<string>();

export function leasePath(folder: string, key: string): string {
  return join(folder, `.tintype-${createHash('sha256').update(key).digest('hex').slice(0, 16)}.lease`);
}

export function isLeaseName(name: string): boolean {
  return LEASE_NAME.test(name) || TAKEN_NAME.test(name);
}

/** Enters leases in a folder of the program's own data from now on. @returns its undo */
export function keepOutputRegister(folder: string): () => void {
  registers.add(folder);
  return () => { registers.delete(folder); };
}

/** @throws AppError `output.busy` when the lease at a path is held by a process that lives */
export function assertNotLeased(path: string, place: string): void {
  if (own.has(path)) throw busy(place);
  const found = readLease(path);
  if (found !== undefined && found !== 'ended') throw busy(place);
}

/**
 * Takes the lease of a place: one writer at a time, over all processes. A lease whose process has ended is cleared first.
 * @throws AppError `output.busy`; the system's error when no file can be made there
 */
export async function takeLease(folder: string, path: string, options: { readonly place: string; readonly record: Omit<LeaseRecord, 'version' | 'owner'>; readonly clear: RemoveLeftovers }): Promise<Lease> {
  if (own.has(path)) throw busy(options.place);
  own.set(path, options.record.token);
  try {
    const record: LeaseRecord = { version: 1, owner: thisOwner(), ...options.record };
    for (let attempt = 0; ; attempt++) {
      if (writeNew(path, JSON.stringify(record))) break;
      if (attempt > 4 || !(await clearEnded(folder, path, options.clear))) throw busy(options.place);
    }
    return hold(path, record);
  } catch (error) {
    own.delete(path);
    throw error;
  }
}

function hold(path: string, record: LeaseRecord): Lease {
  const entries = [...registers].map((register) => enter(register, path, record));
  const renewing = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The folder was removed; publishing reports it.
    }
  }, RENEW_MS);
  renewing.unref();
  return {
    record,
    release() {
      clearInterval(renewing);
      const found = readLease(path);
      own.delete(path);
      // A vanished folder has taken the lease with it. From one that has become read-only it cannot be removed: it stays in the
      // register, and is cleared by the next writer or the next start.
      if (found !== undefined && found !== 'ended' && found.token === record.token && !removed(path)) return;
      for (const entry of entries) if (entry !== undefined) removed(entry);
    },
  };
}

/** @returns whether a file is gone */
function removed(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

function enter(register: string, path: string, record: LeaseRecord): string | undefined {
  const entry = entryOf(register, record);
  try {
    mkdirSync(register, { recursive: true, mode: 0o700 });
    writeFileSync(entry, JSON.stringify({ lease: path }), { mode: 0o600 });
    return entry;
  } catch {
    return undefined; // the next writer to that folder finds the lease as well
  }
}

function entryOf(register: string, { token }: LeaseRecord): string {
  return join(register, `${token}.json`);
}

const RegisterEntry = z.object({ lease: z.string() });

/** Clears what ended processes left, as far as it was entered in a register. For the start of a program. */
export async function sweepRegister(register: string, clear: RemoveLeftovers): Promise<void> {
  for (const name of await readdir(register).catch(() => [])) {
    const entry = join(register, name);
    const { success, data } = RegisterEntry.safeParse(readJson(entry));
    if (!success) continue;
    await sweepFolder(dirname(data.lease), clear);
    if (!own.has(data.lease) && readLease(data.lease) === undefined) rmSync(entry, { force: true });
  }
}

/** Clears what ended processes left in a folder. */
export async function sweepFolder(folder: string, clear: RemoveLeftovers): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (LEASE_NAME.test(name) && !own.has(path) && readLease(path) === 'ended') await clearEnded(folder, path, clear);
    if (TAKEN_NAME.test(name)) await clearTaken(folder, path, clear);
  }
}

/**
 * Clears what an ended process left and removes its lease. The lease is renamed first, so that of two who try only one does it.
 * @returns false when the lease is held after all
 */
async function clearEnded(folder: string, path: string, clear: RemoveLeftovers): Promise<boolean> {
  const found = readLease(path);
  if (found === undefined) return true;
  if (found !== 'ended') return false;
  const taken = `${path}.${randomUUID()}`;
  try {
    renameSync(path, taken);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
  if (await clearTaken(folder, taken, clear)) return true;
  // Another process has taken the lease between the two reads: give it back.
  renameSync(taken, path);
  return false;
}

/** @returns false when its process lives after all */
async function clearTaken(folder: string, taken: string, clear: RemoveLeftovers): Promise<boolean> {
  const mtimeMs = statSync(taken, { throwIfNoEntry: false })?.mtimeMs;
  const record = LeaseRecord.safeParse(readJson(taken));
  if (!record.success && !isUnfinished(taken)) return true;
  if (record.success && mtimeMs !== undefined && !isOver(taken.slice(0, -TAKEN_SUFFIX_LENGTH), record.data, mtimeMs)) return false;
  if (record.success) await clear(folder, record.data);
  rmSync(taken, { force: true });
  if (record.success) for (const register of registers) removed(entryOf(register, record.data));
  for (const path of record.success ? record.data.made.toReversed() : []) await rmdir(path).catch(() => undefined); // not empty: still in use
  return true;
}

/** The lease at a path; `ended` when its process has ended, `undefined` when there is no lease. */
function readLease(path: string): LeaseRecord | 'ended' | undefined {
  const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (mtimeMs === undefined) return undefined;
  const { success, data } = LeaseRecord.safeParse(readJson(path));
  if (success) return isOver(path, data, mtimeMs) ? 'ended' : data;
  if (Date.now() - mtimeMs > UNFINISHED_MS && isUnfinished(path)) return 'ended';
  return { version: 1, owner: thisOwner(), token: randomUUID(), kind: 'file', scratch: '', made: [] };
}

/** Whether the writer of a lease has ended, or is this process and could not remove it. */
function isOver(path: string, { owner, token }: LeaseRecord, mtimeMs: number): boolean {
  const { host, pid, born } = thisOwner();
  const isOurs = owner.host === host && owner.pid === pid && owner.born === born;
  return isOurs ? own.get(path) !== token : hasEnded(owner, mtimeMs);
}

/** Whether a file that is no whole lease was one that a crash cut off. */
function isUnfinished(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    return text.startsWith(LEASE_HEAD) || LEASE_HEAD.startsWith(text);
  } catch {
    return false; // a folder, or not to be read
  }
}

/** @returns false when a file is there */
function writeNew(path: string, text: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(file, text);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // not there, or not whole
  }
}

function busy(place: string): AppError {
  return new AppError('output.busy', `"${place}" is being written by another delivery or save. Wait until it has ended, or choose another name.`);
}
