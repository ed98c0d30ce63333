import type { ReactNode } from 'react';
import type { BrowseFolders } from '../browse/folder-input.tsx';
import { CacheContents, CachePlace, CacheSize } from './cache-setting.tsx';
import { FarmSetting } from './farm-setting.tsx';
import { FirstStepsSetting } from './first-steps-setting.tsx';
import { FoldersSetting } from './folders-setting.tsx';
import { KeySettings } from './key-settings.tsx';
import { ModelsSetting } from './models-setting.tsx';
import { NotificationSetting } from './notification-setting.tsx';
import { PrivacyFacts } from './privacy-facts.tsx';
import { ProviderSetting } from './provider-setting.tsx';
import { ProxySetting } from './proxy-setting.tsx';
import { SnapshotSetting } from './snapshot-setting.tsx';
import { StaleSetting } from './stale-setting.tsx';
import { ThreadSetting } from './thread-setting.tsx';

export const SETTING_PAGES = [
  { id: 'editor', label: 'Editor' }, { id: 'performance', label: 'Performance' }, { id: 'cache', label: 'Cache' }, { id: 'folders', label: 'Folders and proxies' },
  { id: 'farm', label: 'Render farm' }, { id: 'keyboard', label: 'Keyboard' }, { id: 'privacy', label: 'Privacy' },
] as const;
export type SettingPage = (typeof SETTING_PAGES)[number]['id'];

interface Setting {
  readonly page: SettingPage;
  /** What it is found by: its heading, its labels and other words for them. */
  readonly words: string;
  readonly Part: (props: { readonly browse: BrowseFolders }) => ReactNode;
}

/** All settings, in the order of the pages. */
export const SETTINGS: readonly Setting[] = [
  { page: 'editor', words: 'notifications notify me alert when propagating delivering ends', Part: NotificationSetting },
  { page: 'editor', words: 'stale shots update when idle automatically', Part: StaleSetting },
  { page: 'editor', words: 'start page first steps tutorial pictures', Part: FirstStepsSetting },
  { page: 'performance', words: 'processing provider networks run on cpu gpu graphics card webgpu cuda directml coreml measure speed', Part: ProviderSetting },
  { page: 'performance', words: 'cpu threads cores processor', Part: ThreadSetting },
  { page: 'performance', words: 'models for automatic colour brought onnx network ddcolor deoldify add', Part: ModelsSetting },
  { page: 'cache', words: 'cache size budget limit disk space gb', Part: CacheSize },
  { page: 'cache', words: 'cache contents clear colour propagation proxies sound waveforms free disk space', Part: CacheContents },
  { page: 'cache', words: 'cache place folder location move disk', Part: CachePlace },
  { page: 'folders', words: 'folders projects deliveries stills pictures default directory', Part: FoldersSetting },
  { page: 'folders', words: 'earlier versions snapshots copies backup folder', Part: SnapshotSetting },
  { page: 'folders', words: 'proxies make proxy playback size', Part: ProxySetting },
  { page: 'farm', words: 'render farm redis address shared folder workers', Part: FarmSetting },
  { page: 'keyboard', words: 'keyboard keys shortcuts commands set of keys import export', Part: KeySettings },
  { page: 'privacy', words: 'privacy network telemetry usage data problem crash report', Part: PrivacyFacts },
];

/** The settings in whose words each word of the text is found. Pure. */
export function foundSettings(text: string): readonly Setting[] {
  const sought = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return SETTINGS.filter(({ page, words }) => sought.every((word) => `${page} ${words}`.includes(word)));
}
