import type { z } from 'zod';
import { AppError } from './app-error.ts';

/**
 * Parses outside data once, at the edge. A mismatch is reported as one sentence that names the wrong field by its path.
 * @param what name of the data, for the sentence: `"KEYS.json"`, `"ffprobe's answer"`.
 * @throws AppError `input.malformed`
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue === undefined ? '' : formatPath(issue.path);
  const where = path === '' ? '' : ` at ${path}`;
  throw new AppError('input.malformed', `${what} is not as expected${brief(where)}: ${brief(issue?.message ?? 'unknown problem')}.`, {
    details: result.error.issues.map((each) => `${formatPath(each.path)}: ${each.message}`).join('\n'),
  });
}

/** Parses JSON text and then its shape. @throws AppError `input.malformed`, naming the position of the first error */
export function parseJsonInput<Schema extends z.ZodType>(schema: Schema, text: string, what: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // V8 quotes the input, including line ends.
    const why = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
    throw new AppError('input.malformed', `${what} is not valid JSON: ${why}.`, { cause: error });
  }
  return parseInput(schema, value, what);
}

const MOST_LETTERS = 160;

/** Values from a file may have any length; a message must not. */
function brief(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS)}…`;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('');
}
