import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import type { BrowseFolders } from '../browse/folder-input.tsx';
import { ResetPage } from './reset-page.tsx';
import { foundSettings, SETTING_PAGES, type SettingPage, SETTINGS } from './setting-pages.tsx';

const PANEL = 'settings-page';

/** Settings of this machine's user, by page or by the words of a search. */
export function SettingsDialog({ page: firstPage = 'editor', onClose }: { readonly page?: SettingPage; readonly onClose: () => void }): ReactNode {
  const [page, setPage] = useState<SettingPage>(firstPage);
  const [text, setText] = useState('');
  /** Settings hold what the engine has answered: after a reset they ask again. */
  const [resets, setResets] = useState(0);
  const [browsing, setBrowsing] = useState<{ readonly start: string | undefined; readonly onPick: (folder: string) => void }>();
  const browse: BrowseFolders = (start, onPick) => { setBrowsing({ start, onPick }); };
  if (browsing !== undefined) return <BrowseDialog want="folder" {...(browsing.start === undefined ? {} : { start: browsing.start })} onClose={() => { setBrowsing(undefined); }} onPick={(folder) => {
    setBrowsing(undefined);
    browsing.onPick(folder);
  }} />;
  const isSearch = text.trim() !== '';
  const shown = isSearch ? foundSettings(text) : SETTINGS.filter((each) => each.page === page);
  return (
    <Dialog title="Settings" description="For every project on this computer. Settings take effect at once." size="settings" onClose={onClose} footer={<>{isSearch ? null : <ResetPage key={page} page={page} onReset={() => { setResets((count) => count + 1); }} />}<Button look="main" onClick={onClose}>Close</Button></>}>
      <div className="settings">
        <nav className="settings-pages" aria-label="Pages of settings">
          <input className="field" type="search" aria-label="Find a setting" placeholder="Find a setting" value={text} data-hears-keys={text !== ''} onChange={(event) => { setText(event.target.value); }} onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return;
            event.preventDefault();
            setText('');
          }} />
          <PageTabs page={isSearch ? undefined : page} onSelect={(id) => {
            setText('');
            setPage(id);
          }} />
        </nav>
        <div id={PANEL} className="settings-page quiet-scroll" role={isSearch ? 'region' : 'tabpanel'} {...(isSearch ? { 'aria-label': 'Settings that were found' } : { 'aria-labelledby': `${PANEL}-${page}` })} tabIndex={-1}>
          {shown.length === 0 ? <p className="empty-note" role="status">No setting has these words.</p> : null}
          {shown.map(({ words, Part }) => <Part key={`${words} ${resets}`} browse={browse} />)}
        </div>
      </div>
    </Dialog>
  );
}

/** @param page `undefined` while a search shows settings of several pages */
function PageTabs({ page, onSelect }: { readonly page: SettingPage | undefined; readonly onSelect: (page: SettingPage) => void }): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const next = (SETTING_PAGES.findIndex(({ id }) => id === page) + step + SETTING_PAGES.length) % SETTING_PAGES.length;
    onSelect(SETTING_PAGES[next]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <div className="settings-tabs" role="tablist" aria-label="Pages" aria-orientation="vertical" ref={list} onKeyDown={onKey}>
      {SETTING_PAGES.map(({ id, label }, index) => (
        <button key={id} type="button" role="tab" id={`${PANEL}-${id}`} aria-selected={id === page} {...(id === page ? { 'aria-controls': PANEL } : {})} tabIndex={id === page || (page === undefined && index === 0) ? 0 : -1} onClick={() => { onSelect(id); }}>{label}</button>
      ))}
    </div>
  );
}
