import { AppError } from '../shared/errors/app-error.ts';
import type { Clip } from '../shared/model/clip.ts';

/**
 * The clip of a project that an option means, by its number from 1. @param meant what has to say it, as `--frames`
 * @throws AppError `project.notFound`; `input.malformed` where the project has several and none is named
 */
export function chosenClip(clips: readonly Clip[], number: number | undefined, meant?: string): Clip {
  if (number === undefined && clips.length > 1) throw new AppError('input.malformed', `The project has ${clips.length} clips: say with --clip which of them ${meant === undefined ? 'you mean' : `${meant} means`}: ${clips.map(({ name }, index) => `${index + 1} ${name}`).join(', ')}.`);
  const clip = clips[(number ?? 1) - 1];
  if (clip === undefined) throw new AppError('project.notFound', `There is no clip ${number ?? 1}: the project has ${clips.length}.`);
  return clip;
}
