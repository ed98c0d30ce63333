import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { FIRST_STEPS_PREFERENCE, showsFirstSteps } from '../../host/first-steps.ts';

/** Whether the start page has the pictures of the first steps. */
export function FirstStepsSetting(): ReactNode {
  const editor = useEditor();
  const on = useStore(editor.preferences.store, showsFirstSteps);
  return (
    <section aria-label="Start page" className="setting">
      <h2>Start page</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={on} onChange={(event) => { editor.preferences.setItem(FIRST_STEPS_PREFERENCE, event.target.checked ? 'on' : 'off'); }} />Show first steps</label>
        <small>Four pictures of the way from a keyframe to a delivered shot, which open the sample film. The menu Help has them always.</small>
      </div>
    </section>
  );
}
