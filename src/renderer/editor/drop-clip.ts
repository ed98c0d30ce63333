import { clipUploadUrl, listUploadUrl, type UploadedClip } from '../../shared/contract/file-urls.ts';
import { isEditListName } from '../../shared/model/media-files.ts';
import { AppError, ErrorWire } from '../../shared/errors/app-error.ts';
import { shell } from '../host/shell.ts';
import type { Editor } from './editor.ts';
import { openClip, openProject } from './open-clip.ts';

/** Progress of the upload, 0…1. */
export type UploadProgress = (name: string, share: number) => void;

/**
 * Opens dropped files. The desktop shell knows their paths; a browser does not, so it uploads the file to the engine.
 * @throws AppError from the engine
 */
export async function openDropped(editor: Editor, file: File, tell: UploadProgress): Promise<void> {
  if (isEditListName(file.name)) return openDroppedList(editor, file, tell);
  const place = shell()?.pathOf(file);
  const isProject = file.name.toLowerCase().endsWith('.tintype');
  if (place !== undefined && place !== '') await (isProject ? openProject(editor, place) : openClip(editor, place));
  else if (isProject) throw new AppError('project.notProject', 'A browser cannot open a dropped project. Nothing was changed. Choose File, Open project… instead.');
  else await openClip(editor, await upload(file, clipUploadUrl(file.name), (share) => { tell(file.name, share); }));
}

/** An edit list that is dropped on the clip shown: what of it fits is shown before anything changes. */
async function openDroppedList({ project, session }: Editor, file: File, tell: UploadProgress): Promise<void> {
  if (session.getState().clipId === null) throw new AppError('input.malformed', `${file.name} is an edit list, and no clip is open that it could be laid over. Open its film first, then drop the list again.`);
  if (project.getState().state?.readOnly === true) throw new AppError('project.readOnly', 'This project is open for reading only, so no edit list can be imported. Choose File, Open for changes.');
  const place = shell()?.pathOf(file) ?? '';
  const editList = place === '' ? await upload(file, listUploadUrl(file.name), (share) => { tell(file.name, share); }) : place;
  session.setState({ editList, dialog: 'importList' });
}

/**
 * Adds dropped clips and edit lists to the list of the new project; a browser uploads them first. A file that cannot be uploaded does not stop the others.
 */
export async function listDropped(editor: Editor, files: readonly File[], tell: UploadProgress): Promise<void> {
  for (const file of files) {
    const place = shell()?.pathOf(file) ?? '';
    try {
      if (place !== '') editor.newProject.add([place]);
      else editor.newProject.add([await upload(file, isEditListName(file.name) ? listUploadUrl(file.name) : clipUploadUrl(file.name), (share) => { tell(file.name, share); })], { isUpload: true });
    } catch (error) {
      editor.report(error);
    }
  }
}

const IMAGE = /\.(dpx|cin|exr|tiff?|png|jpe?g)$/i;

/** Pure: of files dropped together, those to open: of the numbered images of a sequence only one. */
export function clipsAmong<Named extends { readonly name: string }>(files: readonly Named[]): readonly Named[] {
  const sequenceOf = ({ name }: Named): string => (IMAGE.test(name) ? name.replace(/\d+(?=\.[^.]*$)/, '#') : name);
  const sequences = new Set<string>();
  return files.filter((file) => {
    const sequence = sequenceOf(file);
    const isFirst = !sequences.has(sequence);
    sequences.add(sequence);
    return isFirst;
  });
}

/** Longer than the engine's own limit, whose error says more. */
const STALL_MS = 45_000;

/**
 * Uploads a file to the engine. @returns its path there. @throws AppError from the engine; `network.unreachable` when the upload is
 * interrupted
 */
export function upload(file: File, url: string, progress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // fetch reports no upload progress.
    const request = new XMLHttpRequest();
    const stopped = (): void => { reject(new AppError('network.unreachable', `The upload of ${file.name} was interrupted, and nothing of it was kept. Drop the file again.`)); };
    let timer = 0;
    const waitForMore = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => { request.abort(); }, STALL_MS);
    };
    request.open('PUT', url);
    request.upload.addEventListener('progress', (event) => {
      waitForMore();
      progress(event.total === 0 ? 1 : event.loaded / event.total);
    });
    // The engine compares the content with existing uploads, which may take long: no timeout from here on.
    request.upload.addEventListener('load', () => { window.clearTimeout(timer); });
    request.addEventListener('loadend', () => { window.clearTimeout(timer); });
    request.addEventListener('error', stopped);
    request.addEventListener('abort', stopped);
    request.addEventListener('load', () => {
      if (request.status === 201) resolve((JSON.parse(request.responseText) as UploadedClip).path);
      else reject(uploadError(file.name, request.responseText));
    });
    waitForMore();
    request.send(file);
  });
}

function uploadError(name: string, answer: string): AppError {
  try {
    return AppError.fromWire(ErrorWire.parse(JSON.parse(answer)));
  } catch {
    // Not from the upload route: a refused request, or a proxy in between.
    return new AppError('network.unreachable', `${name} was not taken: ${answer.slice(0, 500)}`);
  }
}
