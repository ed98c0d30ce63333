import { closeSync, fchmodSync, fstatSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE } from './artefacts/index.ts';

/** A file that log lines are appended to. */
interface LogFile {
  write(line: string): void;
  close(): void;
}

const MAX_BYTES = 2 * 2 ** 20;
/** `tintype.log`, `tintype.log.1`, `tintype.log.2`. */
const FILES = 3;

/**
 * A log of bounded size: when it would outgrow `maxBytes` it becomes `….1`, the former `….1` becomes `….2`, and the oldest is dropped.
 * Only this user can read it. Several engines may write to one log: each appends whole lines, and one that finds the file renamed by
 * another goes on in the new one. Nothing here throws: a log that cannot be written must not end the work that it tells of.
 */
export function openLogFile(path: string, { maxBytes = MAX_BYTES, files = FILES }: { readonly maxBytes?: number; readonly files?: number } = {}): LogFile {
  let file: number | undefined;

  function open(): number {
    makePrivateFolder(dirname(path));
    const opened = openSync(path, 'a', PRIVATE_FILE);
    fchmodSync(opened, PRIVATE_FILE);
    return opened;
  }

  function close(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
  }

  /** The open file as long as it is the one at the path and has room for a line. */
  function fileFor(bytes: number): number {
    if (file !== undefined && statSync(path, { throwIfNoEntry: false })?.ino !== fstatSync(file).ino) close();
    file ??= open();
    const { size } = fstatSync(file);
    if (size === 0 || size + bytes <= maxBytes) return file;
    close();
    for (let number = files - 1; number >= 1; number--) {
      const from = number === 1 ? path : `${path}.${number - 1}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${number}`);
    }
    file = open();
    return file;
  }

  return {
    write(line) {
      try {
        // One line that is larger than the whole log is cut.
        const bytes = Buffer.from(line).subarray(0, maxBytes);
        writeSync(fileFor(bytes.byteLength), bytes);
      } catch {
        // A full disk or a removed folder: this cannot be logged anywhere.
        file = undefined;
      }
    },
    close,
  };
}
