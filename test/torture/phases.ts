import type { PathLike } from 'node:fs';
import filePromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { type Logger, pino } from 'pino';
import { watchTools } from '../../src/engine/media/index.ts';
import type { Phase } from './protocol.ts';

type Move = (from: PathLike, to: PathLike) => Promise<void>;

export interface PhaseOptions {
  /** Cache and data folder of the engine. A rename into one of them is `commit`, any other `rename`. */
  readonly ownFolders: readonly string[];
  readonly reached: (phase: Phase) => void;
}

/**
 * Detects the phases of an engine without hooks in its code: `decode` by the ffmpeg that it starts, `verify` by its log, `rename` and `commit`
 * just before a file is renamed or linked; `encode` is reported by `engine-under-test.ts` at the first encoded frame.
 */
export function watchPhases({ ownFolders, reached }: PhaseOptions): { readonly log: Logger } {
  watchTools(({ toolArguments }) => {
    const isWriting = toolArguments.includes('pipe:0') || toolArguments.some((each, index) => each === '-' && toolArguments[index - 1] === '-i');
    const isChecking = toolArguments.some((each) => each.includes('.partial'));
    if (!isWriting && !isChecking) reached('decode');
  });
  const isOwn = (path: unknown): boolean => ownFolders.some((folder) => String(path).startsWith(folder));
  const reporting = (move: Move): Move => async (from, to) => {
    reached(isOwn(to) ? 'commit' : 'rename');
    await move(from, to);
  };
  const real = { ...filePromises };
  Object.assign(filePromises, { rename: reporting((from, to) => real.rename(from, to)), link: reporting((from, to) => real.link(from, to)) });
  // Named imports of these functions get the replacements too.
  syncBuiltinESMExports();
  const verifying = { write: (line: string): void => { if (/"message":"file \d+ of \d+: verify"/.test(line)) reached('verify'); } };
  return { log: pino({ level: 'debug' }, verifying) };
}
