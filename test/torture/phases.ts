import type { PathLike } from 'node:fs';
import filePromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { type Logger, pino } from 'pino';
import { watchTools } from '../../src/engine/media/index.ts';
import type { Phase } from './orders.ts';

type Move = (from: PathLike, to: PathLike) => Promise<void>;

/** A program's own folders; what is renamed elsewhere is somebody's file. */
export interface PhaseOptions {
  readonly ownFolders: readonly string[];
  readonly reached: (phase: Phase) => void;
}

/**
 * Tells where an engine is, without a word of its own for it: decoding by the ffmpeg that it starts, encoding by the first frame that it has
 * written (see `engine.ts`), verifying by its log; renames and links are told before the system is asked for them, those of somebody's files as
 * `rename`, those of the program's own (artefacts, records) as `commit`.
 */
export function watchPhases({ ownFolders, reached }: PhaseOptions): { readonly log: Logger } {
  watchTools(({ toolArguments }) => {
    const isWriting = toolArguments.includes('pipe:0') || toolArguments.some((each, index) => each === '-' && toolArguments[index - 1] === '-i');
    const isChecking = toolArguments.some((each) => each.includes('.partial'));
    if (!isWriting && !isChecking) reached('decode');
  });
  const isOwn = (path: unknown): boolean => ownFolders.some((folder) => String(path).startsWith(folder));
  const telling = (move: Move): Move => async (from, to) => {
    reached(isOwn(to) ? 'commit' : 'rename');
    await move(from, to);
  };
  const real = { ...filePromises };
  Object.assign(filePromises, { rename: telling((from, to) => real.rename(from, to)), link: telling((from, to) => real.link(from, to)) });
  // What has imported these by name gets the ones that tell.
  syncBuiltinESMExports();
  const verifying = { write: (line: string): void => { if (/"message":"file \d+ of \d+: verify"/.test(line)) reached('verify'); } };
  return { log: pino({ level: 'debug' }, verifying) };
}
