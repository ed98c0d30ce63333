import { type ReactNode, useEffect, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { LaidPreview, Placement } from '../../../shared/model/edit-list.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showDone } from '../../ui/notify.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { splitPath } from '../browse/file-place.ts';
import { LaidShots } from './laid-shots.tsx';
import { PlacementField } from './placement-field.tsx';

/** Preview of a list: its shots and dissolves in the clip, and what does not fit. */
export function ImportListDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const given = useSession((session) => session.editList);
  const [path, setPath] = useState<string | undefined>(given ?? undefined);
  const [browsing, setBrowsing] = useState(given === null && shell() === undefined);
  useEffect(() => () => { editor.session.setState({ editList: null }); }, [editor]);
  /** `undefined` until the user chooses: the list's timecode decides. */
  const [placement, setPlacement] = useState<Placement | undefined>(undefined);
  const [preview, setPreview] = useState<LaidPreview | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);

  function fail(error: unknown): void {
    setPreview(undefined);
    if (error instanceof AppError) setProblem(error.message);
    else editor.report(error);
  }
  async function choose(): Promise<void> {
    const desktop = shell();
    if (desktop === undefined) {
      setBrowsing(true);
      return;
    }
    const picked = await desktop.pickEditList();
    if (picked !== undefined) take(picked);
  }
  function take(picked: string): void {
    setBrowsing(false);
    setPlacement(undefined);
    setPreview(undefined);
    setPath(picked);
  }
  useEffect(() => {
    if (path === undefined) return undefined;
    const life = new AbortController();
    editor.connection.client().interchange.preview({ clipId: clip.id, path, ...(placement === undefined ? {} : { placement }) }, { signal: life.signal }).then(
      (found) => {
        if (life.signal.aborted) return;
        setPreview(found);
        setProblem(undefined);
      },
      (error: unknown) => { if (!life.signal.aborted) fail(error); },
    );
    return () => { life.abort(); };
    // oxlint-disable-next-line react/exhaustive-deps -- `fail` only sets state
  }, [editor, clip.id, path, placement]);

  async function importList(): Promise<void> {
    if (path === undefined) return;
    try {
      const { laid } = await editor.edits.afterChanges(({ interchange }) => interchange.import({ clipId: clip.id, path, ...(placement === undefined ? {} : { placement }) }));
      onClose();
      showDone(`Imported ${counted(laid.shots.length, 'shot')} from “${laid.name}”.`);
    } catch (error) {
      fail(error);
    }
  }
  // Lists usually lie beside their film.
  const folder = clip.source.kind === 'file' && !editor.missing.store.getState().films.some(({ clipId }) => clipId === clip.id) ? splitPath(clip.source.path).folder : undefined;
  if (browsing) return <BrowseDialog want="editList" {...(folder === undefined ? {} : { start: folder })} onClose={() => { if (path === undefined) onClose(); else setBrowsing(false); }} onPick={take} />;
  return (
    <Dialog
      title="Import edit list" description={`Shots of “${clip.name}” by an edit list. Keyframes stay on their frames; one undo takes it back.`} size="wide" focus="main" onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={preview === undefined || preview.fitting === 0} onClick={() => { void importList(); }}>Import</Button>
      </>}
    >
      <div className="form-row"><span>List</span>
        <div className="with-button"><span className="path">{path ?? 'No list chosen'}</span><Button onClick={() => { choose().catch(editor.report); }}>{path === undefined ? 'Choose…' : 'Change…'}</Button></div>
      </div>
      <PlacementField placement={placement ?? preview?.placement} hasTimecode={clip.startTimecode !== undefined} onChange={setPlacement} />
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
      {preview === undefined ? (problem === undefined && path !== undefined ? <div className="empty-note">Reading the list…</div> : null) : <LaidShots clip={clip} preview={preview} />}
    </Dialog>
  );
}
