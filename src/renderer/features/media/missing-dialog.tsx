import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { MissingClip } from '../../../shared/contract/media.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrowseDialog, type Wanted } from '../browse/browse-dialog.tsx';

/** Path of a clip to search: the file itself, or a folder that contains it. */
interface Search {
  readonly film: MissingClip;
  readonly want: Extract<Wanted, 'clip' | 'folder'>;
}

/** Asks where the missing clips are. */
export function MissingDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const films = useStore(editor.missing.store, (now) => now.films);
  const reason = useStore(editor.project, ({ state }) => state?.readOnlyReason);
  const readOnly = reason !== undefined;
  const [browsing, setBrowsing] = useState<Search | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [looking, setLooking] = useState(false);

  async function relink(film: MissingClip, path: string): Promise<void> {
    setLooking(true);
    setProblem(undefined);
    try {
      await editor.edits.afterChanges(({ media }) => media.relink({ clipId: film.clipId, path }));
      editor.askAgain();
    } catch (error) {
      if (error instanceof AppError) setProblem(error.message);
      else editor.report(error);
    } finally {
      setLooking(false);
    }
  }
  async function search(film: MissingClip, want: Search['want']): Promise<void> {
    const desktop = shell();
    if (desktop === undefined) {
      setBrowsing({ film, want });
      return;
    }
    const path = await (want === 'clip' ? desktop.pickClip() : desktop.pickFolder());
    if (path !== undefined) await relink(film, path);
  }

  if (browsing !== null) return <BrowseDialog want={browsing.want} onClose={() => { setBrowsing(null); }} onPick={(path) => {
    setBrowsing(null);
    void relink(browsing.film, path);
  }} />;
  return (
    <Dialog
      title={films.length === 0 ? 'All clips found' : films.length === 1 ? 'Clip missing' : `${films.length} clips missing`}
      description={films.length === 0 ? 'Every clip of this project was found.' : 'Your hints and colours are safe. Locate the file: it is recognised by its content, whatever its name.'}
      onClose={onClose}
      footer={<>
        <Button look="plain" onClick={() => { editor.missing.look(); }}>Check again</Button>
        <Button look={films.length === 0 ? 'main' : 'raised'} onClick={onClose}>{films.length === 0 ? 'Close' : 'Continue without'}</Button>
      </>}
    >
      {problem === undefined ? null : <div className="estimate" role="alert"><span className="bad">{problem}</span></div>}
      {readOnly ? <div className="warn">{reason === 'openElsewhere' ? 'This project is open in another window. Locate the file there.' : 'This project cannot be written. Save a copy of it elsewhere, open that, and locate the file there.'}</div> : null}
      <ul className="missing-clips">
        {films.map((film) => (
          <li key={film.clipId}>
            <div><b>{film.name}</b><small className="path">last seen at {film.path}</small></div>
            <Button disabled={looking || readOnly} onClick={() => { search(film, 'clip').catch(editor.report); }}>Locate file…</Button>
            <Button disabled={looking || readOnly} onClick={() => { search(film, 'folder').catch(editor.report); }}>Search folder…</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
