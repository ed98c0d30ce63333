import { filmUploadUrl } from '../../shared/contract/file-urls.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { shell } from '../host/shell.ts';
import type { Editor } from './editor.ts';
import { openFilm, openProject } from './open-film.ts';

/** How far a film is on its way to the engine, 0…1. */
export type TellUpload = (name: string, share: number) => void;

/**
 * Opens what was dropped. The desktop knows where a file lies; a browser does not, so there the film itself is sent to the engine.
 * @throws AppError what the engine says of the film
 */
export async function openDropped(editor: Editor, file: File, tell: TellUpload): Promise<void> {
  const place = shell()?.pathOf(file);
  const isProject = file.name.toLowerCase().endsWith('.tintype');
  if (place !== undefined && place !== '') await (isProject ? openProject(editor, place) : openFilm(editor, place));
  else if (isProject) throw new AppError('project.notProject', 'A browser does not say where a dropped project lies. Open it by “Open a project…”.');
  else await openFilm(editor, await upload(file, (share) => { tell(file.name, share); }));
}

const IMAGE = /\.(dpx|cin|exr|tiff?|png|jpe?g)$/i;

/** Pure: of files that were dropped together, those to be opened: of the numbered images of a sequence one, which stands for all. */
export function filmsAmong<Named extends { readonly name: string }>(files: readonly Named[]): readonly Named[] {
  const sequenceOf = ({ name }: Named): string => (IMAGE.test(name) ? name.replace(/\d+(?=\.[^.]*$)/, '#') : name);
  const sequences = new Set<string>();
  return files.filter((file) => {
    const sequence = sequenceOf(file);
    const isFirst = !sequences.has(sequence);
    sequences.add(sequence);
    return isFirst;
  });
}

/** Sends a film to the engine. @returns its path there */
function upload(file: File, progress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // fetch tells nothing of how far an upload is.
    const request = new XMLHttpRequest();
    request.open('PUT', filmUploadUrl(file.name));
    request.upload.addEventListener('progress', (event) => { progress(event.total === 0 ? 1 : event.loaded / event.total); });
    request.addEventListener('error', () => { reject(new AppError('network.unreachable', `${file.name} did not reach the engine.`)); });
    request.addEventListener('load', () => {
      if (request.status === 201) resolve((JSON.parse(request.responseText) as { readonly path: string }).path);
      else reject(new AppError('file.unreadable', request.responseText));
    });
    request.send(file);
  });
}
