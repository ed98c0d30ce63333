import type { ReactNode } from 'react';
import type { Clip } from '../shared/model/clip.ts';
import { useEditor, useSession } from './editor/editor-context.ts';
import { HintsPanel } from './features/hints/hints-panel.tsx';
import { Scopes } from './features/scopes/scopes-panel.tsx';
import { MasksPanel } from './features/masks/masks-panel.tsx';
import { ShotsPanel } from './features/shots/shots-panel.tsx';
import { StillsPanel } from './features/stills/stills-panel.tsx';
import { TrimPanel } from './features/trim/trim-panel.tsx';
import type { DockTab } from './session/session-store.ts';
import { TabList } from './ui/tab-list.tsx';

const TABS: readonly { readonly id: DockTab; readonly label: string; readonly content: (clip: Clip) => ReactNode }[] = [
  { id: 'shots', label: 'Shots', content: (clip) => <ShotsPanel clip={clip} /> },
  { id: 'hints', label: 'Hints', content: (clip) => <HintsPanel clip={clip} /> },
  { id: 'trim', label: 'Trim', content: (clip) => <TrimPanel clip={clip} /> },
  { id: 'masks', label: 'Masks', content: (clip) => <MasksPanel clip={clip} /> },
  { id: 'stills', label: 'Stills', content: (clip) => <StillsPanel clip={clip} /> },
  { id: 'scopes', label: 'Scopes', content: (clip) => <Scopes clip={clip} /> },
];

interface DockTabsProps {
  readonly clip: Clip;
  /** The panels that are tabs; the others stand elsewhere. */
  readonly shown?: readonly DockTab[];
}

/** Panels of which one is seen at a time. The command that shows the scopes selects their tab, where they are one. */
export function DockTabs({ clip, shown }: DockTabsProps): ReactNode {
  const { session } = useEditor();
  const showScopes = useSession((now) => now.showScopes);
  const chosen = useSession((now) => now.dockTab);
  const tabs = shown === undefined ? TABS : TABS.filter(({ id }) => shown.includes(id));
  const tab = tabs.find(({ id }) => id === (showScopes && shown === undefined ? 'scopes' : chosen)) ?? tabs[0]!;
  return (
    <div className="dock-tabs">
      <TabList label="Panels" tabs={tabs} selected={tab.id} panelId="dock-panel" onSelect={(id) => { session.setState(id === 'scopes' ? { showScopes: true } : { dockTab: id, ...(shown === undefined ? { showScopes: false } : {}) }); }} />
      <div role="tabpanel" id="dock-panel" aria-labelledby={`dock-panel-${tab.id}`}>{tab.content(clip)}</div>
    </div>
  );
}
