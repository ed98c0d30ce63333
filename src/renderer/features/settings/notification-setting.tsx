import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { askToNotify, mayNotify, NOTIFY_PREFERENCE, type NotifyState } from '../jobs/notify-end.ts';

const WORDS: Readonly<Record<NotifyState, string>> = {
  allowed: 'The system tells you when spreading or delivering ends while another window is in front.',
  unasked: 'The system can tell you when spreading or delivering ends while another window is in front.',
  refused: 'This browser does not let Tintype notify you; its site settings can change that.',
  unavailable: 'There are no notifications here.',
};

/** Whether the system tells of the end of long work. */
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
      <h2>When long work ends</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={wanted && state !== 'refused' && state !== 'unavailable'} disabled={state === 'refused' || state === 'unavailable'} onChange={(event) => { want(event.target.checked).catch(editor.report); }} />Notify me</label>
        <small>{WORDS[state]}</small>
        {state === 'unasked' && wanted ? <Button onClick={() => { want(true).catch(editor.report); }}>Allow…</Button> : null}
      </div>
    </section>
  );
}
