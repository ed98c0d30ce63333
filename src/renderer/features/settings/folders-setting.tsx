import { type ReactNode, useId } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { FOLDER_PREFERENCES, type FolderUse } from '../../host/default-folders.ts';
import { type BrowseFolders, FolderInput } from '../browse/folder-input.tsx';

const ROWS: readonly { readonly use: FolderUse; readonly label: string; readonly otherwise: string }[] = [
  { use: 'projects', label: 'Projects', otherwise: 'Your home folder' },
  { use: 'deliveries', label: 'Deliveries', otherwise: 'The folder of the last delivery, at first that of the clip' },
  { use: 'stills', label: 'Stills and reference pictures', otherwise: 'Your home folder' },
];

/** Folders in which dialogs begin. */
export function FoldersSetting({ browse }: { readonly browse: BrowseFolders }): ReactNode {
  const editor = useEditor();
  const id = useId();
  const values = useStore(editor.preferences.store, (now) => now.values);
  function keep(use: FolderUse, folder: string): void {
    editor.preferences.setItem(FOLDER_PREFERENCES[use], folder);
    const { delivery } = editor.session.getState();
    if (use === 'deliveries' && folder !== '' && delivery !== null) editor.session.setState({ delivery: { ...delivery, directory: folder } });
  }
  return (
    <section aria-label="Folders" className="setting">
      <h2>Folders</h2>
      {ROWS.map(({ use, label, otherwise }) => {
        const folder = values?.[FOLDER_PREFERENCES[use]] ?? '';
        return (
          <div key={use} className="form-row"><label htmlFor={`${id}-${use}`}>{label}</label>
            <FolderInput id={`${id}-${use}`} folder={folder} placeholder={otherwise} onSet={(next) => { keep(use, next); }} onBrowse={() => { browse(folder === '' ? undefined : folder, (next) => { keep(use, next); }); }} />
          </div>
        );
      })}
      <small>Dialogs for projects, deliveries, exported keyframes and reference pictures begin there. An empty field takes what it says.</small>
    </section>
  );
}
