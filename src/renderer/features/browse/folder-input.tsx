import { type ReactNode, useState } from 'react';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';

/** Opens the studio's own list of folders in place of the dialog that asks. */
export type BrowseFolders = (start: string | undefined, onPick: (folder: string) => void) => void;

interface FolderInputProps {
  readonly id: string;
  readonly folder: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly describedBy?: string;
  /** A folder that was typed and left, or chosen. */
  readonly onSet: (folder: string) => void;
  /** Opens the studio's own list of folders, where there is no dialog of the desktop. */
  readonly onBrowse: () => void;
}

/** A folder by its path or by a dialog; what is typed counts when the field is left, Enter is pressed, or it was chosen. */
export function FolderInput({ id, folder, placeholder, disabled = false, describedBy, onSet, onBrowse }: FolderInputProps): ReactNode {
  const editor = useEditor();
  const [typed, setTyped] = useState<string>();
  function keep(): void {
    if (typed !== undefined && typed.trim() !== folder) onSet(typed.trim());
    setTyped(undefined);
  }
  async function browse(): Promise<void> {
    const desktop = shell();
    if (desktop === undefined) onBrowse();
    else {
      const chosen = await desktop.pickFolder(folder);
      if (chosen !== undefined) onSet(chosen);
    }
  }
  return (
    <div className="with-button">
      <input
        id={id} className="field" value={typed ?? folder} placeholder={placeholder} disabled={disabled} spellCheck={false} autoComplete="off" aria-describedby={describedBy}
        onChange={(event) => { setTyped(event.target.value); }} onBlur={keep} onKeyDown={(event) => { if (event.key === 'Enter') keep(); }}
      />
      <Button disabled={disabled} aria-describedby={id} onClick={() => { browse().catch(editor.report); }}>Browse…</Button>
    </div>
  );
}
