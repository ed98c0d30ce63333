import { createCode } from './one-time-codes.ts';
import { lastServer } from './sessions.ts';
import { signInUrl } from './sign-in.ts';

/**
 * A one-time address of the engine that was last served from a data folder; `undefined` where none was. The code lies in the folder, where
 * only this user can put one. @throws the system's error when it cannot be written
 */
export function newSignInUrl(dataDirectory: string): string | undefined {
  const last = lastServer(dataDirectory);
  return last === undefined ? undefined : signInUrl(last.origin, createCode(dataDirectory));
}
