import { writeFile } from 'node:fs/promises';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { writeOutput } from '../artefacts/index.ts';

/**
 * Writes reports as JSON: `{"reports": […]}`.
 * @throws AppError `file.exists` without `overwrite`, `output.*`, `file.notWritable`, `disk.full`
 */
export async function writeReport(path: string, reports: readonly DeliveryReport[], options: { readonly overwrite?: boolean; readonly sources?: readonly string[] } = {}): Promise<void> {
  await writeOutput(path, { kind: 'file', overwrite: options.overwrite === true, sources: options.sources ?? [] }, (scratch) => writeFile(scratch, `${JSON.stringify({ reports }, undefined, 2)}\n`));
}
