import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { askToNotify, mayNotify, NOTIFY_PREFERENCE, type NotifyState } from '../jobs/notify-end.ts';

const WORDS: Readonly<Record<NotifyState, string>> = {
  allowed: 'You are notified when propagating or delivering ends while another window is in front.',
  unasked: 'You can be notified when propagating or delivering ends while another window is in front.',
  refused: 'This browser blocks notifications from Tintype. Allow them in its site settings.',
  unavailable: 'Notifications are not available here.',
};

export function NotificationSetting(): ReactNode {
  const editor = useEditor();
  const [state, setState] = useState<NotifyState>(mayNotify);
  const wanted = useStore(editor.preferences.store, ({ values }) => values?.[NOTIFY_PREFERENCE] !== 'off');
  async function want(value: boolean): Promise<void> {
    editor.preferences.setItem(NOTIFY_PREFERENCE, value ? 'on' : 'off');
    if (value) setState(await askToNotify());
  }
  return (
    <section aria-label="Notifications" className="setting">
      <h2>Notifications</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={wanted && state !== 'refused' && state !== 'unavailable'} disabled={state === 'refused' || state === 'unavailable'} onChange={(event) => { want(event.target.checked).catch(editor.report); }} />Notify me</label>
        <small>{WORDS[state]}</small>
        {state === 'unasked' && wanted ? <Button onClick={() => { want(true).catch(editor.report); }}>Allow…</Button> : null}
      </div>
    </section>
  );
}
