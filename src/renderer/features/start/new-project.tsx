import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { defaultFolder } from '../../host/default-folders.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';

/** Creates an empty project at a chosen path; clips are added afterwards. */
export function NewProject(): ReactNode {
  const editor = useEditor();
  const [name, setName] = useState('');
  const [typed, setFolder] = useState<string>();
  const [home, setHome] = useState('');
  const [browsing, setBrowsing] = useState(false);
  useEffect(() => {
    let isGone = false;
    editor.connection.client().system.listDirectory({}).then(({ path }) => { if (!isGone) setHome(path); }, editor.report);
    return () => { isGone = true; };
  }, [editor]);
  const chosen = useStore(editor.preferences.store, () => defaultFolder(editor.preferences, 'projects'));
  const folder = typed ?? chosen ?? home;
  const isWrong = /[/\\]/.test(name);
  const path = `${folder.trim().replace(/[/\\]+$/, '')}/${name.trim()}.tintype`;
  const isReady = name.trim() !== '' && folder.trim() !== '' && !isWrong;

  async function browse(): Promise<void> {
    const desktop = shell();
    const picked = desktop === undefined ? undefined : await desktop.pickFolder();
    if (desktop === undefined) setBrowsing(true);
    else if (picked !== undefined) setFolder(picked);
  }
  async function create(): Promise<void> {
    if (isReady) await editor.connection.client().project.create({ path });
  }
  return (
    <form className="new-project" aria-label="New project" onSubmit={(event) => {
      event.preventDefault();
      create().catch(editor.report);
    }}>
      <h2>New project</h2>
      <label htmlFor="new-name">Name</label>
      <input id="new-name" className="field" value={name} aria-invalid={isWrong} autoComplete="off" onChange={(event) => { setName(event.target.value); }} />
      <label htmlFor="new-folder">Saved in</label>
      <div className="with-button"><input id="new-folder" className="field" value={folder} spellCheck={false} onChange={(event) => { setFolder(event.target.value); }} /><Button onClick={() => { browse().catch(editor.report); }}>Browse…</Button></div>
      <small>{isWrong ? 'A name has no slash in it.' : name.trim() === '' ? 'Every change is saved there as you work.' : path}</small>
      <button type="submit" className="button" data-look="raised" disabled={!isReady}>Create project</button>
      {browsing ? <BrowseDialog want="folder" start={folder} onClose={() => { setBrowsing(false); }} onPick={(picked) => {
        setFolder(picked);
        setBrowsing(false);
      }} /> : null}
    </form>
  );
}
