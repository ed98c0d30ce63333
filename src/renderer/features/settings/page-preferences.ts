import { FOLDER_PREFERENCES, SNAPSHOT_FOLDER_PREFERENCE } from '../../host/default-folders.ts';
import { PROXY_SIZE_PREFERENCE } from '../../../shared/model/proxy-size.ts';
import { FIRST_STEPS_PREFERENCE } from '../../host/first-steps.ts';
import { UPDATE_STALE_PREFERENCE } from '../../host/update-stale.ts';
import { NOTIFY_PREFERENCE } from '../jobs/notify-end.ts';
import type { SettingPage } from './setting-pages.tsx';

/** Preferences that the settings of a page write. The place of the cache is none of them: moving it is work, not a setting that is forgotten. */
export const PAGE_PREFERENCES: Readonly<Record<SettingPage, readonly string[]>> = {
  editor: [NOTIFY_PREFERENCE, UPDATE_STALE_PREFERENCE, FIRST_STEPS_PREFERENCE],
  performance: ['provider', 'threads'],
  cache: ['cacheBudgetBytes'],
  folders: [...Object.values(FOLDER_PREFERENCES), SNAPSHOT_FOLDER_PREFERENCE, 'proxies', PROXY_SIZE_PREFERENCE],
  farm: ['farmUrl', 'farmStore'],
  keyboard: ['keys', 'keySet'],
  privacy: [],
};

/** Pure: which preferences of a page the user has set. An emptied field and a list without keys count as not set. */
export function changedPreferences(page: SettingPage, values: Readonly<Record<string, string>> | null): readonly string[] {
  return PAGE_PREFERENCES[page].filter((name) => !['', '{}'].includes(values?.[name]?.trim() ?? ''));
}
