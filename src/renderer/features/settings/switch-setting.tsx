import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';

interface SwitchSettingProps {
  readonly title: string;
  readonly label: string;
  /** What it does, in a sentence or two. */
  readonly hint: string;
  /** Name of the preference, which is "on" or "off". */
  readonly preference: string;
  readonly isOn: (preferences: ReturnType<Editor['preferences']['store']['getState']>) => boolean;
}

/** A setting that is on or off, and counts at once. */
export function SwitchSetting({ title, label, hint, preference, isOn }: SwitchSettingProps): ReactNode {
  const { preferences } = useEditor();
  const on = useStore(preferences.store, isOn);
  return (
    <section aria-label={title} className="setting">
      <h2>{title}</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={on} onChange={(event) => { preferences.setItem(preference, event.target.checked ? 'on' : 'off'); }} />{label}</label>
        <small>{hint}</small>
      </div>
    </section>
  );
}
