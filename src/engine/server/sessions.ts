import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from '../artefacts/index.ts';
import { newSecret, secretHash } from './one-time-codes.ts';

/** A session without a request for so long has expired. */
export const SESSION_IDLE_MS = 3 * 24 * 60 * 60_000;
/** Uses are noted this exactly: the file is not written at every request. */
const NOTED_EVERY_MS = 10 * 60_000;
const MAX_SESSIONS = 100;

const Stored = z.object({
  /** Cookies belong to a port. */
  port: z.number().int().min(1).max(65535),
  /** The last URL of the engine, for `tintype serve --new-code`. */
  origin: z.string(),
  sessions: z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), usedAt: z.number() })),
});
/** State that an engine leaves for the next one in the same data folder: its URL, and hashes of the session tokens. */
export type LastServer = z.infer<typeof Stored>;

const sessionsPath = (dataDirectory: string): string => join(dataDirectory, 'server.json');

/** `undefined` when it is missing, damaged, or accessible to other users. */
export function lastServer(dataDirectory: string): LastServer | undefined {
  try {
    const path = sessionsPath(dataDirectory);
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return undefined;
    return Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Missing or damaged: windows have to sign in again.
    return undefined;
  }
}

/** Browsers that have signed in. Their tokens live in their cookies alone; here and on disk are hashes. */
export interface Sessions {
  /** @returns the token of a new session */
  open(): string;
  /** Whether a token is one of a living session; its use is noted. */
  has(token: string): boolean;
  /** Writes down when each was last used. */
  save(): void;
}

/**
 * @param options.former sessions of the engine that ran here last
 * @param options.save keeps them for the next engine; that it cannot only means that windows sign in again then
 */
export function createSessions(options: { readonly former?: LastServer['sessions']; readonly save?: (sessions: LastServer['sessions']) => void; readonly now?: () => number } = {}): Sessions {
  const now = options.now ?? Date.now;
  const usedAt = new Map<string, number>((options.former ?? []).map((each) => [each.hash, each.usedAt]));

  /** The clock may be set back: what was used later than now counts as used now, and still expires in its time. */
  function usedBefore(hash: string): number | undefined {
    const used = usedAt.get(hash);
    if (used === undefined || used <= now()) return used;
    usedAt.set(hash, now());
    return now();
  }

  function save(): void {
    const living = [...usedAt.keys()].map((hash) => [hash, usedBefore(hash) ?? -Infinity] as const).filter(([, used]) => now() - used <= SESSION_IDLE_MS).toSorted(([, a], [, b]) => b - a).slice(0, MAX_SESSIONS);
    usedAt.clear();
    for (const [hash, used] of living) usedAt.set(hash, used);
    options.save?.(living.map(([hash, used]) => ({ hash, usedAt: used })));
  }

  return {
    open() {
      const token = newSecret();
      usedAt.set(secretHash(token), now());
      save();
      return token;
    },
    has(token) {
      const hash = secretHash(token);
      const used = usedBefore(hash);
      const at = now();
      if (used === undefined || at - used > SESSION_IDLE_MS) return false;
      if (at - used > NOTED_EVERY_MS) {
        usedAt.set(hash, at);
        save();
      }
      return true;
    },
    save,
  };
}

/** Keeps sessions for the next engine. */
export function saveServer(dataDirectory: string, server: LastServer): void {
  try {
    writePrivateFile(sessionsPath(dataDirectory), JSON.stringify(server));
    // Earlier versions kept a token itself.
    rmSync(join(dataDirectory, 'server-key.json'), { force: true });
  } catch {
    // A full disk: the windows that are open now will have to sign in again after a restart.
  }
}
