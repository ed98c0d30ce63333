import { AppError } from '../shared/errors/app-error.ts';
import { fromFileSystem } from '../shared/errors/file-system-error.ts';

/** Output of a command: results on standard output, progress and failures on standard error. */
export interface Output {
  /** A result: a JSON object on a line with `--json`, else its text. */
  result(value: object, text: string): void;
  /** A remark beside the results, on standard error. */
  note(text: string): void;
  progress(label: string, done: number, total: number): void;
  failure(error: unknown): void;
}

const PROGRESS_EVERY_MS = 1000;

export function createOutput(options: { readonly json: boolean }): Output {
  const terminal = process.stderr.isTTY;
  let lastProgress = { label: '', atMs: 0 };
  let lineOpen = false;
  const closeLine = (): void => {
    if (lineOpen) process.stderr.write('\n');
    lineOpen = false;
  };
  return {
    result(value, text) {
      closeLine();
      process.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`);
    },
    note(text) {
      closeLine();
      process.stderr.write(`${text}\n`);
    },
    progress(label, done, total) {
      const now = Date.now();
      const ended = total > 0 && done >= total;
      if (label === lastProgress.label && !ended && now - lastProgress.atMs < (terminal ? 100 : PROGRESS_EVERY_MS)) return;
      lastProgress = { label, atMs: now };
      const text = `${label}: ${done}${total > 0 ? ` of ${total}` : ''}`;
      if (terminal) process.stderr.write(`\r\u001b[K${text}`);
      else process.stderr.write(`${text}\n`);
      lineOpen = terminal;
    },
    failure(error) {
      closeLine();
      const told = fromFileSystem(error);
      const wire = told instanceof AppError ? told.toWire() : undefined;
      if (options.json) process.stdout.write(`${JSON.stringify({ error: wire ?? { code: 'bug', message: String(error) } })}\n`);
      // An unexpected error is a bug: print its stack for the report.
      process.stderr.write(`tintype: ${wire?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
      if (wire?.details !== undefined && process.env.TINTYPE_VERBOSE !== undefined) process.stderr.write(`${wire.details}\n`);
    },
  };
}
