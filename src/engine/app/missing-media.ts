import { access, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { type Clip, clipPath, deinterlaced } from '../../shared/model/clip.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import { contentHash, imagePath, isImagePath } from '../media/index.ts';
import type { App } from './app.ts';

/** Clips of the open project whose film is not where it was, with that place. */
export async function missingClips(app: App): Promise<{ clipId: ClipId; name: string; path: string }[]> {
  const { clips } = app.document();
  const present = await Promise.all(clips.map((clip) => access(firstFile(clip)).then(() => true, () => false)));
  return clips.filter((_, index) => present[index] === false).map((clip) => ({ clipId: clip.id, name: clip.name, path: clipPath(clip) }));
}

/** The same, when those that lie beside the project have been found again. */
export async function missingFilms(app: App): Promise<{ clipId: ClipId; name: string; path: string }[]> {
  await findBesideProject(app);
  return missingClips(app);
}

function firstFile({ source }: Pick<Clip, 'source'>): string {
  return source.kind === 'file' ? source.path : imagePath(source, 0);
}

/**
 * Points a clip at the place its film has now: a file, an image of the sequence, or a folder in which the film is looked for.
 * @throws AppError `media.otherFilm` when the content is another, `file.missing` when the folder does not have it
 */
export async function relinkClip(app: App, clipId: ClipId, path: string): Promise<void> {
  const clip = app.clip(clipId);
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false);
  const film = isFolder ? await findIn(path, clip) : path;
  if (film === undefined) throw new AppError('file.missing', `“${clip.name}” is not in the folder ${path}.`);
  const probed = await app.services.probeFilm(film);
  const found = clip.deinterlace === true ? deinterlaced(probed) : probed;
  if (found.contentHash !== clip.contentHash) {
    throw new AppError('media.otherFilm', `${basename(film)} is another film than “${clip.name}”: its content differs. Point at the one the project was made with, or open this one as a new film.`);
  }
  app.apply({ kind: 'relinkClip', clipId: clip.id, source: found.source });
  await app.checkContents();
}

/** The film in a folder: by its name first, since that is read in a moment, then every file by its content. */
async function findIn(folder: string, clip: Clip): Promise<string | undefined> {
  const sought = basename(firstFile(clip));
  const names = await readdir(folder);
  // A sequence is known by its first image; its content is looked at afterwards.
  if (clip.source.kind === 'sequence') return names.includes(sought) ? join(folder, sought) : undefined;
  const files = names.filter((name) => !isImagePath(name)).toSorted((a, b) => Number(b === sought) - Number(a === sought));
  for (const name of files) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    const hash = await contentHash({ kind: 'file', path }, clip.frameCount).catch(() => undefined);
    if (hash !== undefined && clip.contentHash.startsWith(hash)) return path;
  }
  return undefined;
}

/** Looks for missing films where they are likely to be: beside the project, and in the folder of their old name under it. Finds what it can. */
export async function findBesideProject(app: App): Promise<void> {
  const state = app.current();
  if (state === undefined || state.readOnly) return;
  const folder = dirname(state.path);
  for (const { clipId, path } of await missingClips(app)) {
    for (const place of new Set([folder, join(folder, basename(dirname(path)))])) {
      const found = await findIn(place, app.clip(clipId)).catch(() => undefined);
      if (found === undefined) continue;
      await relinkClip(app, clipId, found);
      break;
    }
  }
}
