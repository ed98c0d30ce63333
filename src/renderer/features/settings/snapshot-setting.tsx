import { type ReactNode, useEffect, useId, useState } from 'react';
import { useStore } from 'zustand';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { SNAPSHOT_FOLDER_PREFERENCE } from '../../host/default-folders.ts';
import { type BrowseFolders, FolderInput } from '../browse/folder-input.tsx';

/** Where the automatic copies of projects go. */
export function SnapshotSetting({ browse }: { readonly browse: BrowseFolders }): ReactNode {
  const editor = useEditor();
  const id = useId();
  const folder = useStore(editor.preferences.store, ({ values }) => values?.[SNAPSHOT_FOLDER_PREFERENCE] ?? '');
  const fault = useFolderFault(folder);
  const set = (next: string): void => { editor.preferences.setItem(SNAPSHOT_FOLDER_PREFERENCE, next); };
  return (
    <section aria-label="Earlier versions" className="setting">
      <h2>Earlier versions</h2>
      <div className="form-row"><label htmlFor={id}>Copied to</label>
        <FolderInput id={id} folder={folder} placeholder="The data folder of Tintype" describedBy={`${id}-fault`} onSet={set} onBrowse={() => { browse(folder === '' ? undefined : folder, set); }} />
      </div>
      <small id={`${id}-fault`} className={fault === undefined ? undefined : 'bad'} role={fault === undefined ? undefined : 'alert'}>{fault === undefined ? '' : `${fault} Until it is there, copies go to the data folder.`}</small>
      <small>A changed project is copied every ten minutes, into “Tintype snapshots” in this folder: on another disk the copies outlive the one of the project. Copies in the data folder stay there and are listed, too; those in another folder are listed while it is chosen.</small>
    </section>
  );
}

/** Why a folder cannot be used now; `undefined` for one that can, and while none is set. */
function useFolderFault(folder: string): string | undefined {
  const editor = useEditor();
  const [fault, setFault] = useState<{ readonly folder: string; readonly text: string }>();
  useEffect(() => {
    if (folder === '') return undefined;
    let isGone = false;
    editor.connection.client().system.listDirectory({ path: folder }).then(
      () => { if (!isGone) setFault(undefined); },
      (error: unknown) => {
        if (isGone) return;
        if (error instanceof AppError) setFault({ folder, text: error.message });
        else editor.report(error);
      },
    );
    return () => { isGone = true; };
  }, [editor, folder]);
  return fault?.folder === folder ? fault.text : undefined;
}
