import { imageUploadUrl } from '../../shared/contract/file-urls.ts';
import type { ReferenceImages } from '../../shared/contract/interchange.ts';
import { mediaKind } from '../../shared/model/media-files.ts';
import { shell } from '../host/shell.ts';
import { upload, type UploadProgress } from './drop-clip.ts';

/** Whether a folder or several images were dropped together: reference frames by their names, not one picture. May be asked while dragging: then folders are not known as such. */
export function isImageSet(data: DataTransfer): boolean {
  const files = [...data.items].filter(({ kind }) => kind === 'file');
  return files.some((item) => item.webkitGetAsEntry()?.isDirectory === true) || (files.length > 1 && files.every(({ type }) => type.startsWith('image/')));
}

/** Whether a folder was dropped. To be called in the drop event. */
export function hasFolder(data: DataTransfer): boolean {
  return [...data.items].some((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory === true);
}

/** Files that were dropped, and those of dropped folders, without folders inside them. To be called in the drop itself. */
export function takeDroppedFiles(data: DataTransfer): () => Promise<readonly File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return async () => {
    const files: File[] = [];
    for (const entry of entries) files.push(...(isFolder(entry) ? await filesOf(entry) : [await fileOf(entry as FileSystemFileEntry)]));
    return files.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  };
}

/**
 * Where the dropped images are. The desktop shell knows a folder's path; a browser sends the images to the engine, one after another. To be called in the drop itself: its data are gone
 * afterwards.
 */
export function takeDroppedImages(data: DataTransfer, tell: UploadProgress): () => Promise<ReferenceImages> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...data.files];
  const path = files.length === 1 && files[0] !== undefined ? shell()?.pathOf(files[0]) : undefined;
  const folder = entries.find(isFolder);
  if (folder !== undefined && path !== undefined && path !== '') return () => Promise.resolve({ path });
  return async () => {
    const images = (folder === undefined ? files : await filesOf(folder)).filter(({ name }) => mediaKind(name) === 'image');
    const sent: { name: string; path: string }[] = [];
    for (const [index, file] of images.entries()) {
      const known = shell()?.pathOf(file);
      sent.push({ name: file.name, path: known === undefined || known === '' ? await upload(file, imageUploadUrl(file.name), () => undefined) : known });
      tell(`${index + 1} of ${images.length} images`, (index + 1) / images.length);
    }
    return { images: sent };
  };
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Files of a folder itself, not of those in it. A browser hands them out in portions. */
async function filesOf(folder: FileSystemDirectoryEntry): Promise<readonly File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (entries.length === 0) return files;
    for (const entry of entries) if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => { entry.file(resolve, reject); });
}
