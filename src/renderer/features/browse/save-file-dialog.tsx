import { type ReactNode, useId, useState } from 'react';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrowseDialog } from './browse-dialog.tsx';
import type { FilePlace } from './file-place.ts';

interface SaveFileDialogProps {
  readonly title: string;
  readonly description: string;
  /** Label of the main button. */
  readonly action: string;
  /** Label of the check box that allows an existing file to be replaced. */
  readonly replaceLabel: string;
  readonly place: FilePlace;
  readonly onChange: (part: Partial<FilePlace>) => void;
  /** Writes the file. An `AppError` is shown in the dialog, until something is changed. */
  readonly save: (options: { readonly overwrite: boolean }) => Promise<void>;
  readonly onClose: () => void;
  /** Further rows, below the name. */
  readonly children?: ReactNode;
  /** Facts about the file before it is written. */
  readonly preview?: ReactNode;
}

/** Asks for the name and folder of a file and writes it. */
export function SaveFileDialog({ title, description, action, replaceLabel, place, onChange, save, onClose, children, preview }: SaveFileDialogProps): ReactNode {
  const editor = useEditor();
  const id = useId();
  const [overwrite, setOverwrite] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const [refused, setRefused] = useState<{ readonly place: FilePlace; readonly message: string } | undefined>(undefined);

  async function chooseFolder(): Promise<void> {
    const desktop = shell();
    const folder = await desktop?.pickFolder(place.folder);
    if (desktop === undefined) setBrowsing(true);
    else if (folder !== undefined) onChange({ folder });
  }
  async function write(): Promise<void> {
    try {
      await save({ overwrite });
    } catch (error) {
      if (error instanceof AppError) setRefused({ place, message: error.message });
      else editor.report(error);
    }
  }
  if (browsing) return <BrowseDialog want="folder" start={place.folder} onClose={() => { setBrowsing(false); }} onPick={(folder) => {
    onChange({ folder });
    setBrowsing(false);
  }} />;
  return (
    <Dialog
      title={title} description={description} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={place.name.trim() === '' || place.folder.trim() === ''} onClick={() => { void write(); }}>{action}</Button>
      </>}
    >
      <div className="form-row"><label htmlFor={`${id}-name`}>Name</label>
        <input id={`${id}-name`} className="field" value={place.name} spellCheck={false} onChange={(event) => { onChange({ name: event.target.value }); }} onKeyDown={(event) => { if (event.key === 'Enter') void write(); }} />
      </div>
      {children}
      <div className="form-row"><label htmlFor={`${id}-folder`}>Folder</label>
        <div className="with-button">
          <input id={`${id}-folder`} className="field" value={place.folder} spellCheck={false} onChange={(event) => { onChange({ folder: event.target.value }); }} />
          <Button onClick={() => { chooseFolder().catch(editor.report); }}>Browse…</Button>
        </div>
      </div>
      <div className="form-row"><span />
        <label className="check"><input type="checkbox" checked={overwrite} onChange={(event) => { setOverwrite(event.target.checked); }} />{replaceLabel}</label>
      </div>
      {preview}
      {refused?.place !== place ? null : <div className="estimate" role="alert"><span className="bad">{refused.message}</span></div>}
    </Dialog>
  );
}
