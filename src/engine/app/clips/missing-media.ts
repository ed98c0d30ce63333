import { access, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath, deinterlaced } from '../../../shared/model/clip.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { contentHash, imagePath, isImagePath } from '../../media/index.ts';
import type { App } from '../app.ts';

/** Clips of the open project whose media is not at their path, with that path. */
async function missingClips(app: App): Promise<{ clipId: ClipId; name: string; path: string }[]> {
  const { clips } = app.document();
  const present = await Promise.all(clips.map((clip) => access(firstFile(clip)).then(() => true, () => false)));
  return clips.filter((_, index) => present[index] === false).map((clip) => ({ clipId: clip.id, name: clip.name, path: clipPath(clip) }));
}

/** The same, after searching beside the project. */
export async function findMissingClips(app: App): Promise<{ clipId: ClipId; name: string; path: string }[]> {
  await findBesideProject(app);
  return missingClips(app);
}

function firstFile({ source }: Pick<Clip, 'source'>): string {
  return source.kind === 'file' ? source.path : imagePath(source, 0);
}

/**
 * Sets the path of a clip: a file, an image of the sequence, or a folder to search.
 * @throws AppError `media.otherClip` when the content differs, `file.missing` when the folder does not contain it
 */
export async function relinkClip(app: App, clipId: ClipId, path: string): Promise<void> {
  const clip = app.clip(clipId);
  const isFolder = await stat(path).then((found) => found.isDirectory(), () => false);
  const film = isFolder ? await findIn(path, clip) : path;
  if (film === undefined) throw new AppError('file.missing', `“${clip.name}” is not in the folder ${path}.`);
  const probed = await app.services.probeClip(film);
  const found = clip.deinterlace === true ? deinterlaced(probed) : probed;
  if (found.contentHash !== clip.contentHash) {
    throw new AppError('media.otherClip', `${basename(film)} is not “${clip.name}”: its content differs. Choose the file that the project was made with, or open this one as a new clip.`);
  }
  // What can be read of a file depends on its disk: frames that are numbered otherwise would get each other's colour.
  if ((found.unreadable ?? clip.unreadable) !== undefined && found.frameCount !== clip.frameCount) throw new AppError('media.otherClip', `${basename(film)} has ${found.frameCount} frames that can be read, where “${clip.name}” has ${clip.frameCount}. Open it as a clip of a new project.`);
  // Of the same bytes the damage is the same; where an older project does not know of it, its colour is to stay.
  const { unreadable, damaged } = { unreadable: found.unreadable, damaged: isDeepStrictEqual(found.unreadable, clip.unreadable) ? clip.damaged : found.damaged };
  app.apply({ kind: 'relinkClip', clipId: clip.id, source: found.source, ...(unreadable === undefined ? {} : { unreadable }), ...(damaged === undefined ? {} : { damaged }), remarks: found.remarks });
  await app.checkContents();
}

/** Path of a clip's media in a folder: searched by name first, which is fast, then by the content of every file. */
async function findIn(folder: string, clip: Clip): Promise<string | undefined> {
  const sought = basename(firstFile(clip));
  const names = await readdir(folder);
  // A sequence is found by the name of its first image; the caller checks its content.
  if (clip.source.kind === 'sequence') return names.includes(sought) ? join(folder, sought) : undefined;
  const files = names.filter((name) => !isImagePath(name)).toSorted((a, b) => Number(b === sought) - Number(a === sought));
  for (const name of files) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    const hash = await contentHash({ kind: 'file', path }, clip.frameCount, clip.unreadable).catch(() => undefined);
    if (hash !== undefined && clip.contentHash.startsWith(hash)) return path;
  }
  return undefined;
}

/** Searches missing media beside the project, and in the folder there that has the name of its old one. */
async function findBesideProject(app: App): Promise<void> {
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
