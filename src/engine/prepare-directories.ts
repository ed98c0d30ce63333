import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { AppError } from '../shared/errors/app-error.ts';
import { makePrivate, makePrivateFolder, PRIVATE_FOLDER } from './artefacts/index.ts';
import { defaultDirectories, type Directories } from './directories.ts';

/** The purpose of a folder, and the variable that sets another one. */
interface Purpose {
  readonly what: string;
  readonly variable: string;
}

const CACHE: Purpose = { what: 'cache folder', variable: 'TINTYPE_CACHE_DIR' };
const DATA: Purpose = { what: 'data folder', variable: 'TINTYPE_DATA_DIR' };

/**
 * Makes the program's folders and checks that they can be written, before any work begins. Folders that are made here, and those at
 * the customary places, are this user's alone; a folder that the user has named and made keeps its mode.
 * @throws AppError `file.notWritable`, with the folder, the reason and the variable that names another one
 */
export function prepareDirectories(directories: Directories, environment: NodeJS.ProcessEnv = process.env): void {
  for (const [path, purpose] of [[directories.cache, CACHE], [directories.data, DATA]] as const) prepare(path, purpose);
  const customary = defaultDirectories({ ...environment, TINTYPE_CACHE_DIR: '', TINTYPE_DATA_DIR: '' });
  for (const path of [directories.cache, directories.data]) if (path === customary.cache || path === customary.data) makePrivate(path, PRIVATE_FOLDER);
  assertTemporaryFolder(tmpdir());
}

function prepare(path: string, { what, variable }: Purpose): void {
  if (path === '') throw new AppError('file.notWritable', `There is no home folder for the ${what} (HOME is not set): set ${variable} to a folder that can be written.`);
  try {
    makePrivateFolder(path);
    assertWritableFolder(path);
  } catch (error) {
    throw new AppError('file.notWritable', `The ${what} ${path} cannot be written (${reasonOf(error)}): make it writable, or set ${variable} to another folder.`, { cause: error });
  }
}

function assertTemporaryFolder(path: string): void {
  try {
    assertWritableFolder(path);
  } catch (error) {
    throw new AppError('file.notWritable', `The temporary folder ${path} cannot be written (${reasonOf(error)}): make it writable, or set TMPDIR to another folder.`, { cause: error });
  }
}

function assertWritableFolder(path: string): void {
  accessSync(path, constants.W_OK | constants.X_OK);
}

/** Why a folder cannot be written, in a few words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES': case 'EPERM': return 'permission denied';
    case 'EROFS': return 'the disk is read-only';
    case 'ENOSPC': return 'the disk is full';
    case 'ENOTDIR': case 'EEXIST': return 'a file is in its place';
    case 'ENOENT': return 'it does not exist';
    default: return error instanceof Error ? error.message : String(error);
  }
}
