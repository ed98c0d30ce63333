import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { FarmSetting } from './farm-setting.tsx';
import { CacheSetting, PrivacyFacts } from './cache-setting.tsx';
import { KeySettings } from './key-settings.tsx';
import { NotificationSetting } from './notification-setting.tsx';
import { StaleSetting } from './stale-setting.tsx';
import { ProviderSetting } from './provider-setting.tsx';

/** Settings of this machine's user. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Settings" description="For every project on this computer. Settings take effect at once." onClose={onClose} footer={<Button look="main" onClick={onClose}>Close</Button>}>
      <CacheSetting />
      <NotificationSetting />
      <StaleSetting />
      <ProviderSetting />
      <FarmSetting />
      <PrivacyFacts />
      <KeySettings />
    </Dialog>
  );
}
