import { randomUUID } from 'node:crypto';
import { access, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { makeFolder } from '../media/index.ts';

/**
 * Writes reports as JSON: `{"reports": […]}`. It goes to a `.partial` file first and gets its name when it is whole.
 * @throws AppError `file.exists` without `overwrite`, `file.notWritable`, `disk.full`
 */
export async function writeReport(path: string, reports: readonly DeliveryReport[], options: { readonly overwrite?: boolean } = {}): Promise<void> {
  if (options.overwrite !== true && (await access(path).then(() => true, () => false))) throw new AppError('file.exists', `"${path}" exists already.`);
  const partial = join(dirname(path), `${basename(path)}.${randomUUID()}.partial`);
  try {
    await makeFolder(dirname(path));
    await writeFile(partial, `${JSON.stringify({ reports }, undefined, 2)}\n`);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new AppError('disk.full', `The disk is full; "${path}" could not be written.`, { cause: error });
    throw new AppError('file.notWritable', `"${path}" cannot be written there.`, { cause: error });
  }
}
