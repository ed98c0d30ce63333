import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The key to an engine, which belongs to the port that it listens on. */
export interface ServerKey {
  readonly port: number;
  readonly token: string;
}

/** A key older than this is not taken up again: an address that lies about in a terminal's history opens nothing for ever. */
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

const Stored = z.object({ port: z.number().int().min(1).max(65535), token: z.string().min(24), madeAt: z.number() });

const keyPath = (dataDirectory: string): string => join(dataDirectory, 'server-key.json');

export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * The key of the engine that ran here last, so that windows that it left open find the next one at the same address. `undefined`
 * when there is none, it is too old, or others may read the file (it is a secret of this user).
 */
export function lastKey(dataDirectory: string, now: number = Date.now()): ServerKey | undefined {
  try {
    const path = keyPath(dataDirectory);
    // Windows has no such bits; there the user's own folder keeps others out.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return undefined;
    const { port, token, madeAt } = Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    return now - madeAt > LIFETIME_MS || madeAt > now ? undefined : { port, token };
  } catch {
    // Not there, or damaged: a new key is made.
    return undefined;
  }
}

/** Keeps a new key for the next engine. That it cannot be written only means that open windows will have to be opened again. */
export function keepKey(dataDirectory: string, key: ServerKey, now: number = Date.now()): boolean {
  const partial = `${keyPath(dataDirectory)}.${process.pid}.partial`;
  try {
    mkdirSync(dataDirectory, { recursive: true });
    rmSync(partial, { force: true });
    writeFileSync(partial, JSON.stringify({ ...key, madeAt: now }), { mode: 0o600, flag: 'wx' });
    renameSync(partial, keyPath(dataDirectory));
    return true;
  } catch {
    return false;
  }
}
