import type { ReactNode } from 'react';
import { UPDATE_STALE_PREFERENCE, updatesStale } from '../../host/update-stale.ts';
import { SwitchSetting } from './switch-setting.tsx';

/** The switch by which stale colour is made again while nobody works. */
export function StaleSetting(): ReactNode {
  return (
    <SwitchSetting
      title="Stale shots" label="Update stale shots when idle" preference={UPDATE_STALE_PREFERENCE} isOn={updatesStale}
      hint="After 20 seconds in which nothing is done, frames whose colour is stale are made again, the shot at the playhead first. It stops at once for any edit, playback or other job. Frames without colour are left to you."
    />
  );
}
