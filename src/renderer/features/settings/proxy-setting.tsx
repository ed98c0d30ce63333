import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { PROXY_SIZE_PREFERENCE, PROXY_SIZES, ProxySize, proxySizeOf } from '../../../shared/model/proxy-size.ts';
import { useEditor } from '../../editor/editor-context.ts';

const PREFERENCE = 'proxies';

/** Whether proxies are made of clips that are opened, and how large. */
export function ProxySetting(): ReactNode {
  const editor = useEditor();
  const on = useStore(editor.preferences.store, ({ values }) => values?.[PREFERENCE] !== 'off');
  const size = useStore(editor.preferences.store, ({ values }) => proxySizeOf(values));
  return (
    <section aria-label="Proxies" className="setting">
      <h2>Proxies</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={on} onChange={(event) => { editor.preferences.setItem(PREFERENCE, event.target.checked ? 'on' : 'off'); }} />Make proxies</label>
        <small>Gray pictures of every frame, for playing and scrubbing. Without them frames are decoded from the film as they are needed, which can be slow. Proxies that exist are used either way; clear them on the page Cache. Colour and deliveries never read proxies.</small>
      </div>
      <div className="setting-row">
        <label>Size{' '}
          <select className="field" value={size} onChange={(event) => { editor.preferences.setItem(PROXY_SIZE_PREFERENCE, event.target.value); }}>
            {ProxySize.options.map((each) => <option key={each} value={each}>{`within ${PROXY_SIZES[each].long} × ${PROXY_SIZES[each].short}`}</option>)}
          </select>
        </label>
        <small>What moves on the page Colour is shown from proxies; a picture that stands is read from the film where it is shown larger. Smaller ones take less of the cache, larger ones are sharper on large screens. Clips of the open project get theirs anew; those of another size stay in the cache until it is full or cleared.</small>
      </div>
    </section>
  );
}
