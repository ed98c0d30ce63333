import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PictureSource } from '../../../shared/contract/media.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { diskFull } from '../../../shared/errors/file-system-error.ts';
import { newId, ReferenceId } from '../../../shared/model/ids.ts';
import { profiledHash } from '../../../shared/model/still-content.ts';
import { contentHash, readImageRgb, readStill } from '../../media/index.ts';
import type { App } from '../app.ts';

/** Decoded to this size only to find out whether the picture can be read. */
const TRIAL_SIDE = 64;

/**
 * Makes a picture a reference of the open project, or finds the one with its content.
 * @throws AppError `file.missing`, `image.unreadable`, `file.notWritable`, `project.none`, `project.readOnly`
 */
export async function addReference(app: App, picture: PictureSource, options: { readonly mergeKey?: string } = {}): Promise<ReferenceId> {
  const state = app.current();
  if (state === undefined) throw new AppError('project.none', 'No project is open.');
  if (state.readOnly) throw new AppError('project.readOnly', 'This project cannot be changed here.');
  const folder = referenceFolder(state.path);
  const given = picture.kind === 'path' ? resolve(picture.path) : await written(folder, picture.bytes);
  try {
    const name = picture.kind === 'path' ? basename(given) : fileName(picture.name);
    await app.services.tools().then((tools) => readStill(given, tools, { within: TRIAL_SIDE })).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'image.unreadable' ? new AppError('image.unreadable', `“${name}” is not an image that can be read.`, { ...(error.details === undefined ? {} : { details: error.details }) }) : error;
    });
    const plain = await contentHash({ kind: 'file', path: given }, 1);
    const hash = (await readImageRgb(given)) === undefined ? plain : profiledHash(plain);
    const known = app.document().references.find((each) => each.contentHash === hash);
    if (known !== undefined) return known.id;
    const path = picture.kind === 'path' ? given : await freePath(folder, name);
    if (path !== given) await rename(given, path);
    const reference = { id: newId(ReferenceId), name: basename(name, extname(name)), path, contentHash: hash };
    app.apply({ kind: 'addReference', reference }, options);
    return reference.id;
  } finally {
    if (picture.kind === 'bytes') await rm(given, { force: true });
  }
}

/** Folder of pictures that were uploaded: beside the project, so that both can be moved together. */
function referenceFolder(projectPath: string): string {
  return join(dirname(projectPath), `${basename(projectPath, extname(projectPath))} references`);
}

/** The file name without its path, with characters that every file system takes. */
function fileName(name: string): string {
  return name.split(/[/\\]/).at(-1)?.replaceAll(/[\p{Cc}:*?"<>|]/gu, '-') || 'reference';
}

/** Writes bytes to a new file of the folder. */
async function written(folder: string, bytes: Blob): Promise<string> {
  const path = join(folder, `${newId(ReferenceId)}.partial`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, new Uint8Array(await bytes.arrayBuffer()));
    return path;
  } catch (error) {
    throw diskFull(error, folder) ?? new AppError('file.notWritable', `The picture could not be kept in ${folder}.`, { cause: error });
  }
}

/** `dress.png`, or `dress 2.png` when that exists. */
async function freePath(folder: string, name: string): Promise<string> {
  const extension = extname(name);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${basename(name, extension)} ${number}${extension}`);
    if (!(await access(path).then(() => true, () => false))) return path;
  }
}
