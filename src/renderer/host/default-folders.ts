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

/** Preference with the folder in which a file of a kind was last chosen. */
function lastFolderPreference(kind: string): string {
  return `lastFolder.${kind}`;
}

/** The folder in which a file of that kind was last chosen, for file dialogs; `undefined` before the first. */
export function lastFolder(preferences: Pick<Preferences, 'getItem'>, kind: string): string | undefined {
  return preferences.getItem(lastFolderPreference(kind)) ?? undefined;
}

export function rememberFolder(preferences: Pick<Preferences, 'getItem' | 'setItem'>, kind: string, folder: string): void {
  if (lastFolder(preferences, kind) !== folder) preferences.setItem(lastFolderPreference(kind), folder);
}
