import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { writeOutput } from '../artefacts/index.ts';
import { realPlace, statsOf } from './project-file.ts';
import type { ProjectStore } from './project-store.ts';

/** An automatic copy of a project, made while it was edited. */
export interface Snapshot {
  readonly path: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  readonly bytes: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS_KEPT = 30;
/** Bytes per project. The newest snapshot is kept at any size. */
const BYTES_KEPT = 2 * 1024 ** 3;

/** Name of the folder of snapshots within one that the user has chosen. */
const FOLDER_NAME = 'Tintype snapshots';

/**
 * The folders of all projects' snapshots: new ones go to the first, all are listed. That is the chosen folder, as long as it is there; a disk that is not
 * connected is not. The one of the data folder is always among them.
 */
export function snapshotRoots(dataDirectory: string, chosen?: string): readonly string[] {
  const isThere = chosen !== undefined && statsOf(chosen)?.isDirectory() === true;
  return [...(isThere ? [join(chosen, FOLDER_NAME)] : []), join(dataDirectory, 'snapshots')];
}

/** The snapshots of a project in these folders, newest first. */
export function snapshotsOf(roots: readonly string[], projectPath: string): Snapshot[] {
  return roots.flatMap((root) => {
    const folder = snapshotFolder(root, projectPath);
    if (statsOf(folder) === undefined) return [];
    return readdirSync(folder).flatMap((name): Snapshot[] => {
      const takenAt = timeOf(name);
      const path = join(folder, name);
      return takenAt === undefined ? [] : [{ path, takenAt, bytes: statSync(path).size }];
    });
  }).toSorted((a, b) => b.takenAt.localeCompare(a.takenAt));
}

/** Copies a project into the first of these folders, and removes snapshots that are too many. @throws AppError `disk.full`, `file.notWritable` */
export async function takeSnapshot(store: Pick<ProjectStore, 'path' | 'backupTo'>, roots: readonly string[], options: { readonly now?: Date; readonly bytesKept?: number } = {}): Promise<void> {
  const { now = new Date(), bytesKept = BYTES_KEPT } = options;
  const folder = snapshotFolder(roots[0]!, store.path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await store.backupTo(join(folder, nameOf(now)), { overwrite: true });
  const kept = snapshotsOf(roots, store.path);
  const times = new Set(timesToForget(kept.map(({ takenAt }) => Date.parse(takenAt)), now.getTime()));
  const left = kept.filter(({ path, takenAt }) => {
    const isForgotten = times.has(Date.parse(takenAt));
    if (isForgotten) rmSync(path, { force: true });
    return !isForgotten;
  });
  for (const { path } of beyondBudget(left, bytesKept)) rmSync(path, { force: true });
}

/** Pure: of snapshots, newest first, the oldest that exceed the limit; never the newest. */
export function beyondBudget<T extends { readonly bytes: number }>(copies: readonly T[], bytesKept: number): readonly T[] {
  let sum = 0;
  return copies.filter(({ bytes }, index) => {
    sum += bytes;
    return index > 0 && sum > bytesKept;
  });
}

/**
 * Removes snapshots of all projects that are older than a month, partial copies left by a crash, and folders that are then empty. A
 * folder that cannot be read or cleaned is skipped.
 */
export function sweepSnapshots(roots: readonly string[], options: { readonly now?: Date } = {}): void {
  const oldest = (options.now ?? new Date()).getTime() - DAYS_KEPT * DAY_MS;
  for (const root of roots) sweepFolder(root, oldest);
}

function sweepFolder(root: string, oldest: number): void {
  for (const name of namesIn(root)) {
    const folder = join(root, name);
    for (const file of namesIn(folder)) {
      const takenAt = timeOf(file);
      const path = join(folder, file);
      try {
        const isHalf = file.includes('.partial') && statSync(path).mtimeMs < Date.now() - HOUR_MS;
        if (isHalf || (takenAt !== undefined && Date.parse(takenAt) < oldest)) rmSync(path, { force: true });
      } catch {
        // Removed by now, or not removable.
      }
    }
    try {
      // Fails while something is left in it.
      rmdirSync(folder);
    } catch {
      // In use.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Missing, or not readable.
    return [];
  }
}

/**
 * Pure: of snapshot times (ms), those to remove. Kept are all of the last hour, the last of each hour of a day, the last of each day of a
 * month.
 */
export function timesToForget(times: readonly number[], now: number): readonly number[] {
  const taken = new Set<string>();
  return times.toSorted((a, b) => b - a).filter((time) => {
    const age = now - time;
    if (age < HOUR_MS) return false;
    if (age > DAYS_KEPT * DAY_MS) return true;
    const span = age < DAY_MS ? `hour ${Math.floor(time / HOUR_MS)}` : `day ${Math.floor(time / DAY_MS)}`;
    if (taken.has(span)) return true;
    taken.add(span);
    return false;
  });
}

/**
 * Copies a snapshot beside its project, with its time in the name. Nothing is replaced. @returns its path
 * @throws AppError `file.missing` when it is not a snapshot of the project, `file.notWritable`
 */
export async function restoreSnapshot(roots: readonly string[], projectPath: string, takenAt: string): Promise<string> {
  const snapshot = snapshotsOf(roots, projectPath).find((each) => each.takenAt === takenAt);
  if (snapshot === undefined) throw new AppError('file.missing', 'This earlier version no longer exists.', { details: takenAt });
  const extension = extname(projectPath);
  const stem = `${basename(projectPath, extension)} ${takenAt.slice(0, 19).replace('T', ' ').replaceAll(':', '.')}`;
  for (let copy = 1; ; copy++) {
    const target = join(dirname(projectPath), `${stem}${copy === 1 ? '' : ` (${copy})`}${extension}`);
    try {
      await writeOutput(target, { kind: 'file', overwrite: false, isPrivate: true, sources: [projectPath, snapshot.path] }, (scratch) => copyFile(snapshot.path, scratch));
      return target;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'file.exists' || error.code === 'output.busy')) continue;
      throw error;
    }
  }
}

/** Two projects of one name have separate folders; the name in front helps the user to find them. */
function snapshotFolder(root: string, projectPath: string): string {
  const place = realPlace(projectPath);
  return join(root, `${basename(place, extname(place))} ${createHash('sha256').update(place).digest('hex').slice(0, 12)}`);
}

/** `2026-11-21T16-30-05.123Z.tintype`: a time that is valid in file names. */
function nameOf(time: Date): string {
  return `${time.toISOString().replaceAll(':', '-')}.tintype`;
}

function timeOf(name: string): string | undefined {
  const match = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d\.\d{3}Z)\.tintype$/.exec(name);
  return match === null ? undefined : `${match[1]!}${match[2]!}:${match[3]!}:${match[4]!}`;
}
