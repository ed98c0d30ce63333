import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { UPDATE_STALE_PREFERENCE, updatesStale } from '../../host/update-stale.ts';

/** The switch by which stale colour is made again while nobody works. */
export function StaleSetting(): ReactNode {
  const editor = useEditor();
  const on = useStore(editor.preferences.store, updatesStale);
  return (
    <section aria-label="Stale shots" className="setting">
      <h2>Stale shots</h2>
      <div className="setting-row">
        <label className="check"><input type="checkbox" checked={on} onChange={(event) => { editor.preferences.setItem(UPDATE_STALE_PREFERENCE, event.target.checked ? 'on' : 'off'); }} />Update stale shots when idle</label>
        <small>After 20 seconds in which nothing is done, frames whose colour is stale are made again, the shot at the playhead first. It stops at once for any edit, playback or other job. Frames without colour are left to you.</small>
      </div>
    </section>
  );
}
