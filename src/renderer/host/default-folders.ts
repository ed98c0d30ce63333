import type { Preferences } from './preferences.ts';

/** Folders in which the window begins to look or to write, as chosen in the settings. */
export const FOLDER_PREFERENCES = { projects: 'projectFolder', deliveries: 'deliveryFolder', stills: 'stillFolder' } as const;
/** Folder of the copies that are made of projects. The engine reads it: see its `preferences.ts`. */
export const SNAPSHOT_FOLDER_PREFERENCE = 'snapshotFolder';

export type FolderUse = keyof typeof FOLDER_PREFERENCES;

/** `undefined` where the user has chosen none. */
export function defaultFolder(preferences: Pick<Preferences, 'getItem'>, use: FolderUse): string | undefined {
  const folder = preferences.getItem(FOLDER_PREFERENCES[use])?.trim() ?? '';
  return folder === '' ? undefined : folder;
}
