import { type ReactNode, useState } from 'react';
import type { Clip } from '../shared/model/clip.ts';
import { PresetPanel } from './features/deliver/preset-panel.tsx';
import { QueuePanel } from './features/deliver/queue-panel.tsx';
import { SettingsPanel } from './features/deliver/settings-panel.tsx';
import { useDeliveryForm } from './features/deliver/use-delivery-form.ts';
import { usePresets } from './features/deliver/use-presets.ts';
import { FarmView } from './features/farm/farm-panel.tsx';
import { hasFarm, useFarm } from './features/farm/use-farm.ts';
import { TabList } from './ui/tab-list.tsx';
import { useMedia } from './ui/use-media.ts';

/** Width in CSS px below which presets are a menu, and queue and workers share their place. */
const NARROW = '(max-width: 1399px)';

/** Presets on the left, what is delivered and how in the middle, all deliveries on the right. */
export function DeliverPage({ clip }: { readonly clip: Clip }): ReactNode {
  const isNarrow = useMedia(NARROW);
  const delivery = useDeliveryForm(clip);
  const presets = usePresets(delivery.form, delivery.change);
  return (
    <div className="deliver-page" data-narrow={isNarrow}>
      {isNarrow ? null : <PresetPanel clip={clip} presets={presets} />}
      <SettingsPanel {...delivery} clip={clip} presets={presets} withPresets={isNarrow} />
      <QueueAndWorkers isNarrow={isNarrow} />
    </div>
  );
}

const TABS = [{ id: 'queue', label: 'Queue' }, { id: 'workers', label: 'Workers' }] as const;

/** The queue, and the workers of a render farm where one is set. */
function QueueAndWorkers({ isNarrow }: { readonly isNarrow: boolean }): ReactNode {
  const farm = useFarm();
  const [tab, setTab] = useState<typeof TABS[number]['id']>('queue');
  if (!hasFarm(farm)) return <QueuePanel />;
  if (!isNarrow) return <div className="queue-and-workers"><QueuePanel /><div className="panel workers"><FarmView view={farm} /></div></div>;
  return (
    <div className="queue-and-workers dock-tabs">
      <TabList label="Queue and workers" tabs={TABS} selected={tab} panelId="deliver-panel" onSelect={setTab} />
      <div role="tabpanel" id="deliver-panel" aria-labelledby={`deliver-panel-${tab}`}>{tab === 'queue' ? <QueuePanel /> : <div className="panel workers"><FarmView view={farm} /></div>}</div>
    </div>
  );
}
