import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { changedPreferences, PAGE_PREFERENCES } from './page-preferences.ts';
import { SETTING_PAGES, type SettingPage } from './setting-pages.tsx';

/** Sets the settings of a page to what they were at first, after a question; nothing on a page without settings. @param onReset after it */
export function ResetPage({ page, onReset }: { readonly page: SettingPage; readonly onReset: () => void }): ReactNode {
  const editor = useEditor();
  const [asking, setAsking] = useState(false);
  const changed = useStore(editor.preferences.store, ({ values }) => changedPreferences(page, values).length);
  if (PAGE_PREFERENCES[page].length === 0) return null;
  const label = SETTING_PAGES.find(({ id }) => id === page)?.label ?? '';
  async function reset(): Promise<void> {
    setAsking(false);
    await editor.preferences.forget(PAGE_PREFERENCES[page]);
    onReset();
  }
  if (!asking) return <Button look="plain" className="push-right" disabled={changed === 0} title={changed === 0 ? 'Nothing on this page was changed' : undefined} onClick={() => { setAsking(true); }}>Reset this page</Button>;
  return (
    <span className="reset-ask" role="alert">
      {`Reset all settings of “${label}”?`}
      <Button autoFocus onClick={() => { reset().catch(editor.report); }}>Reset</Button>
      <Button look="plain" onClick={() => { setAsking(false); }}>Keep</Button>
    </span>
  );
}
