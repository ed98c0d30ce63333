import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';

/**
 * Whether files can be written into a folder, found before any work: an absolute path that is a folder, or can become one.
 * @throws AppError `file.notWritable`
 */
export async function assertWritableFolder(path: string): Promise<void> {
  if (!isAbsolute(path)) throw new AppError('file.notWritable', `“${path}” is not a full path. Name the folder from the root of the disk.`);
  for (let at = path; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found === undefined && dirname(at) !== at) continue;
    if (found?.isDirectory() !== true) throw new AppError('file.notWritable', `“${at}” is a file, not a folder. Choose another folder.`);
    if (await access(at, constants.W_OK | constants.X_OK).then(() => true, () => false)) return;
    throw new AppError('file.notWritable', at === path ? `The folder “${path}” cannot be written. Choose another folder.` : `The folder “${path}” cannot be made in “${at}”. Choose another folder.`);
  }
}
