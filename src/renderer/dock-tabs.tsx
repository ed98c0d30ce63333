import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import type { Clip } from '../shared/model/clip.ts';
import { useEditor, useSession } from './editor/editor-context.ts';
import { HintsPanel } from './features/hints/hints-panel.tsx';
import { Scopes } from './features/scopes/scopes-panel.tsx';
import { MasksPanel } from './features/masks/masks-panel.tsx';
import { ShotsPanel } from './features/shots/shots-panel.tsx';
import { StillsPanel } from './features/stills/stills-panel.tsx';
import { TrimPanel } from './features/trim/trim-panel.tsx';
import type { DockTab } from './session/session-store.ts';

const TABS: readonly { readonly id: DockTab; readonly label: string; readonly content: (clip: Clip) => ReactNode }[] = [
  { id: 'shots', label: 'Shots', content: (clip) => <ShotsPanel clip={clip} /> },
  { id: 'hints', label: 'Hints', content: (clip) => <HintsPanel clip={clip} /> },
  { id: 'trim', label: 'Trim', content: (clip) => <TrimPanel clip={clip} /> },
  { id: 'masks', label: 'Masks', content: (clip) => <MasksPanel clip={clip} /> },
  { id: 'stills', label: 'Stills', content: (clip) => <StillsPanel clip={clip} /> },
  { id: 'scopes', label: 'Scopes', content: (clip) => <Scopes clip={clip} /> },
];

/** Panels of which a narrow window shows one at a time. The command that shows the scopes selects their tab. */
export function DockTabs({ clip }: { readonly clip: Clip }): ReactNode {
  const { session } = useEditor();
  const showScopes = useSession((now) => now.showScopes);
  const chosen = useSession((now) => now.dockTab);
  const list = useRef<HTMLDivElement>(null);
  const tab = TABS.find(({ id }) => id === (showScopes ? 'scopes' : chosen)) ?? TABS[0]!;
  const select = (id: DockTab): void => { session.setState(id === 'scopes' ? { showScopes: true } : { showScopes: false, dockTab: id }); };
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = (TABS.indexOf(tab) + step + TABS.length) % TABS.length;
    select(TABS[next]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className="dock-tabs">
      <div className="tabs" role="tablist" aria-label="Panels" ref={list} onKeyDown={onKey}>
        {TABS.map(({ id, label }) => (
          <button key={id} type="button" role="tab" id={`dock-tab-${id}`} aria-selected={tab.id === id} aria-controls="dock-panel" tabIndex={tab.id === id ? 0 : -1} onClick={() => { select(id); }}>{label}</button>
        ))}
      </div>
      <div role="tabpanel" id="dock-panel" aria-labelledby={`dock-tab-${tab.id}`}>{tab.content(clip)}</div>
    </div>
  );
}
