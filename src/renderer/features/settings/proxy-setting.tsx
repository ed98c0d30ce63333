import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';

const PREFERENCE = 'proxies';

/** Whether proxies are made of clips that are opened. */
export function ProxySetting(): ReactNode {
  const editor = useEditor();
  const on = useStore(editor.preferences.store, ({ values }) => values?.[PREFERENCE] !== 'off');
  return (
    <section aria-label="Proxies" className="setting">
      <h2>Proxies</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={on} onChange={(event) => { editor.preferences.setItem(PREFERENCE, event.target.checked ? 'on' : 'off'); }} />Make proxies</label>
        <small>Gray pictures of every frame, at most 1280 × 720, for playing and scrubbing. Without them frames are decoded from the film as they are needed, which can be slow. Proxies that exist are used either way; clear them on the page Cache. Colour and deliveries never read proxies.</small>
      </div>
    </section>
  );
}
