import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseJsonInput } from '../../shared/errors/parse.ts';

/** Reads a text file named by the user. @throws AppError `file.missing`, `file.unreadable` */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new AppError(missing ? 'file.missing' : 'file.unreadable', missing ? `There is no file ${path}.` : `${path} cannot be read.`, { cause: error });
  });
  return textOf(bytes);
}

/** Decodes UTF-8, or the encoding of the byte order mark: Windows writes UTF-8 with a mark, its PowerShell UTF-16. */
function textOf(bytes: Buffer): string {
  const mark = bytes.toString('hex', 0, 2);
  return new TextDecoder(mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** Reads and validates a JSON file written by the user. @throws AppError also `input.malformed`, with the path of the wrong field */
export async function readJsonFile<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
  return parseJsonInput(schema, await readTextFile(path), path);
}
