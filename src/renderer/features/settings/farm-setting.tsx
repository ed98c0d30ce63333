import { type ReactNode, useState } from 'react';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { farmText } from '../farm/farm-text.ts';

const [URL_NAME, STORE_NAME] = ['farmUrl', 'farmStore'];

/** The render farm that propagates in this computer's place; off until both fields are filled. */
export function FarmSetting(): ReactNode {
  const editor = useEditor();
  const { preferences, connection } = editor;
  const [url, setUrl] = useState(preferences.getItem(URL_NAME) ?? '');
  const [store, setStore] = useState(preferences.getItem(STORE_NAME) ?? '');
  const [found, setFound] = useState<{ readonly text: string; readonly isBad: boolean }>();

  async function choose(next: { readonly url: string; readonly store: string }): Promise<void> {
    const [newUrl, newStore] = [next.url.trim(), next.store.trim()];
    // A field that is left while the other one is being saved must not write that one's earlier text.
    const changed = ([[URL_NAME, newUrl], [STORE_NAME, newStore]] as const).filter(([name, text]) => text !== (preferences.getItem(name) ?? ''));
    if (changed.length === 0) return;
    for (const [name, text] of changed) await preferences.save(name, text);
    if ((newUrl === '') !== (newStore === '')) {
      setFound({ text: `Off until ${newUrl === '' ? 'the address' : 'the shared folder'} is filled in, too.`, isBad: false });
      return;
    }
    try {
      const status = await connection.client().farm.status();
      setFound(status === null ? { text: 'Off: this computer propagates by itself.', isBad: false } : { text: `On: ${farmText(status)}.`, isBad: false });
    } catch (error) {
      setFound({ text: error instanceof Error ? error.message : String(error), isBad: true });
    }
  }
  const keep = (): void => { choose({ url, store }).catch(editor.report); };
  return (
    <section aria-label="Render farm" className="setting">
      <h2>Render farm</h2>
      <div className="setting-row farm-setting">
        <label>Redis address<input className="field" value={url} placeholder="redis://farm-desk:6379" spellCheck={false} autoComplete="off" onChange={(event) => { setUrl(event.target.value); }} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }} /></label>
        <label>Shared folder<input className="field" value={store} placeholder="/mnt/tintype-farm" spellCheck={false} autoComplete="off" onChange={(event) => { setStore(event.target.value); }} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }} /></label>
        <Button look="plain" disabled={url === '' && store === ''} onClick={() => { setUrl(''); setStore(''); choose({ url: '', store: '' }).catch(editor.report); }}>Turn off</Button>
      </div>
      <small role="status" className={found?.isBad === true ? 'bad' : ''}>{found?.text ?? 'Propagation is done by the workers of a farm. Both the queue and the folder must be reached by every machine.'}</small>
    </section>
  );
}
