import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { DeliveryReport } from '../../shared/model/delivery-report.ts';
import { type OutputOptions, writeOutput } from '../artefacts/index.ts';

/** @throws AppError `output.name` for another ending than `.json` */
export function reportOptions(path: string, options: Pick<OutputOptions, 'overwrite' | 'sources'>): OutputOptions {
  if (extname(path).toLowerCase() !== '.json') throw new AppError('output.name', `"${path}" does not end with .json: the report of a delivery is written as JSON.`);
  return { kind: 'file', endings: ['.json'], ...options };
}

/**
 * Writes reports as JSON: `{"reports": […]}`.
 * @throws AppError `output.name` for another ending than `.json`, `file.exists` without `overwrite`, `output.*`, `file.notWritable`, `disk.full`
 */
export async function writeReport(path: string, reports: readonly DeliveryReport[], options: { readonly overwrite?: boolean; readonly sources?: readonly string[] } = {}): Promise<void> {
  await writeOutput(path, reportOptions(path, { overwrite: options.overwrite === true, sources: options.sources ?? [] }), (scratch) => writeFile(scratch, `${JSON.stringify({ reports }, undefined, 2)}\n`));
}
