import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { OpenDialogOptions } from 'electron';
import { EDIT_LIST_EXTENSIONS, IMAGE_EXTENSIONS, MOVIE_EXTENSIONS } from '../shared/model/media-files.ts';

const withoutDot = (extensions: readonly string[]): string[] => extensions.map((extension) => extension.slice(1));
const IMAGES = withoutDot(IMAGE_EXTENSIONS);
const ALL = { name: 'All files', extensions: ['*'] };
const CLIPS = [{ name: 'Movies', extensions: withoutDot(MOVIE_EXTENSIONS) }, { name: 'First image of a sequence', extensions: IMAGES }, ALL];

/** The system's dialogs for choosing what to open, by the channel that asks for them. */
const OPEN_DIALOGS = {
  'pick-clip': { title: 'Open clip', properties: ['openFile'], filters: CLIPS },
  'pick-clips': { title: 'Open clips', properties: ['openFile', 'multiSelections'], filters: CLIPS },
  'pick-folder': { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] },
  'pick-project': { title: 'Open a project', properties: ['openFile'], filters: [{ name: 'Tintype projects', extensions: ['tintype'] }] },
  'pick-image': { title: 'Reference picture', properties: ['openFile'], filters: [{ name: 'Pictures', extensions: IMAGES }] },
  'pick-edit-list': { title: 'Import edit list', properties: ['openFile'], filters: [{ name: 'Edit lists', extensions: withoutDot(EDIT_LIST_EXTENSIONS) }, ALL] },
} satisfies Readonly<Record<string, OpenDialogOptions>>;

type OpenDialogChannel = keyof typeof OPEN_DIALOGS;
/** Dialogs in which one thing is chosen. */
export const ONE_OF: readonly OpenDialogChannel[] = ['pick-clip', 'pick-folder', 'pick-project', 'pick-image', 'pick-edit-list'];

/** Options of a dialog. @param start folder in which it begins; where it is no folder of this computer, or left out, the system chooses */
export function openDialogOptions(channel: OpenDialogChannel, start: unknown): OpenDialogOptions {
  const isFolder = typeof start === 'string' && isAbsolute(start) && statSync(start, { throwIfNoEntry: false })?.isDirectory() === true;
  return { ...OPEN_DIALOGS[channel], ...(isFolder ? { defaultPath: start } : {}) };
}
