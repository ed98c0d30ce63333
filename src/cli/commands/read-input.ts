import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../shared/errors/parse.ts';

/** Reads a text file that a person named. @throws AppError `file.missing`, `file.unreadable` */
export async function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new AppError(missing ? 'file.missing' : 'file.unreadable', missing ? `There is no file ${path}.` : `${path} cannot be read.`, { cause: error });
  });
}

/** Reads and checks a JSON file that a person wrote. @throws AppError also `input.malformed`, with the path of the wrong field */
export async function readJsonFile<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
  return parseJsonInput(schema, await readTextFile(path), path);
}
