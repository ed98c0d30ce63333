import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivateFile } from '../artefacts/index.ts';

/** Validity of a code: long enough to click on it or to copy it to another machine's browser. */
export const CODE_LIFETIME_MS = 2 * 60_000;

const codeFolder = (dataDirectory: string): string => join(dataDirectory, 'sign-in');

/** Stored form of a secret: a hash, so that the file does not allow a sign-in. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newSecret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Makes a code that signs one browser in, once, within {@link CODE_LIFETIME_MS}. The engine that runs with this data folder takes it:
 * it lies there as a file named by its hash, so that `tintype serve --new-code` needs no connection to the engine.
 * @throws the system's error when the data folder cannot be written
 */
export function createCode(dataDirectory: string, now: number = Date.now()): string {
  forgetExpired(dataDirectory, now);
  const code = newSecret();
  writePrivateFile(join(codeFolder(dataDirectory), secretHash(code)), String(now));
  return code;
}

/** Redeems a code: true for one that exists and has not expired, and only for the first caller (the removal of its file decides, also between engines). */
export function redeemCode(dataDirectory: string, code: string, now: number = Date.now()): boolean {
  const path = join(codeFolder(dataDirectory), secretHash(code));
  try {
    if (statSync(codeFolder(dataDirectory)).mode & 0o077 && process.platform !== 'win32') return false;
    const madeAt = Number(readFileSync(path, 'utf8'));
    unlinkSync(path);
    return isFresh(madeAt, now);
  } catch {
    // No such code, or another request was quicker.
    return false;
  }
}

function isFresh(madeAt: number, now: number): boolean {
  return madeAt <= now && now - madeAt <= CODE_LIFETIME_MS;
}

function forgetExpired(dataDirectory: string, now: number): void {
  let names: readonly string[];
  try {
    names = readdirSync(codeFolder(dataDirectory));
  } catch {
    // The first code here: the folder is made with it.
    return;
  }
  for (const name of names) {
    const path = join(codeFolder(dataDirectory), name);
    try {
      if (!isFresh(Number(readFileSync(path, 'utf8')), now)) rmSync(path);
    } catch {
      // It was redeemed by another request.
    }
  }
}
