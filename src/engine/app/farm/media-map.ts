import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';

/** Where a folder of another machine lies on this one. */
export interface MediaMapping {
  readonly from: string;
  readonly to: string;
}

/** Reads `FROM=TO`. @throws AppError `input.malformed` */
export function parseMapping(text: string): MediaMapping {
  const [from, to, ...rest] = text.split('=');
  if (from === undefined || to === undefined || rest.length > 0 || from === '' || to === '') throw new AppError('input.malformed', `"${text}" is not a folder mapping. Write FROM=TO: /mnt/films=/media/films.`);
  return { from: withoutEnd(from), to: withoutEnd(to) };
}

/** A path of another machine as it is here: by the mapping with the longest matching folder; without one, as it is. Windows paths match with either slash. */
export function mappedPath(path: string, mappings: readonly MediaMapping[]): string {
  const plain = path.replaceAll('\\', '/');
  const [best] = mappings.filter(({ from }) => isWithin(plain, from.replaceAll('\\', '/'))).toSorted((a, b) => b.from.length - a.from.length);
  return best === undefined ? path : `${best.to}${plain.slice(best.from.length)}`;
}

/** A clip of another machine with the path that it has here. */
export function mappedClip(clip: Clip, mappings: readonly MediaMapping[]): Clip {
  const { source } = clip;
  return { ...clip, source: source.kind === 'file' ? { ...source, path: mappedPath(source.path, mappings) } : { ...source, pattern: mappedPath(source.pattern, mappings) } };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function withoutEnd(folder: string): string {
  return folder.length > 1 ? folder.replace(/[/\\]+$/, '') : folder;
}
