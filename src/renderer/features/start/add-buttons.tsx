import { type ReactNode, useState } from 'react';
import { AppError } from '../../../shared/errors/app-error.ts';
import { clipsAmong } from '../../editor/drop-clip.ts';
import { oneOfEachSequence } from '../../editor/chosen-clips.ts';
import { useEditor } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';

type Wanted = 'clip' | 'folder' | 'editList';
const TITLES: Readonly<Record<Wanted, string>> = { clip: 'Add clip', folder: 'Add folder', editList: 'Add edit list' };

/** Adds the films of a folder, and of numbered images one of each sequence. @throws AppError `media.notVideo` when there are none */
async function addFolder({ connection, newProject }: Editor, path: string): Promise<void> {
  const { entries } = await connection.client().system.listDirectory({ path });
  const clips = clipsAmong(entries.filter(({ kind }) => kind === 'movie' || kind === 'image'));
  if (clips.length === 0) throw new AppError('media.notVideo', 'This folder holds no films and no images.');
  newProject.add(clips.map((clip) => clip.path));
}

/** Adds to the list of the new project; nothing is opened by it. */
export function AddButtons(): ReactNode {
  const editor = useEditor();
  const [browsing, setBrowsing] = useState<Wanted | null>(null);
  function take(want: Wanted, path: string): void {
    if (want === 'folder') addFolder(editor, path).catch(editor.report);
    else editor.newProject.add([path]);
  }
  async function choose(want: Wanted): Promise<void> {
    const desktop = shell();
    if (desktop === undefined) {
      setBrowsing(want);
      return;
    }
    if (want === 'clip') {
      editor.newProject.add(oneOfEachSequence(await desktop.pickClips()));
      return;
    }
    const path = await (want === 'folder' ? desktop.pickFolder() : desktop.pickEditList());
    if (path !== undefined) take(want, path);
  }
  return (
    <div className="choices">
      {(Object.keys(TITLES) as Wanted[]).map((want) => <Button key={want} onClick={() => { choose(want).catch(editor.report); }}>{TITLES[want]}…</Button>)}
      {browsing === null ? null : <BrowseDialog want={browsing} title={TITLES[browsing]} onClose={() => { setBrowsing(null); }} onPick={(path) => {
        setBrowsing(null);
        take(browsing, path);
      }} />}
    </div>
  );
}
