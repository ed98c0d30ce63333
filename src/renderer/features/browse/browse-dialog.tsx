import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { DirectoryEntry } from '../../../shared/contract/system.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { lastFolder, rememberFolder } from '../../host/default-folders.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { byteText } from '../jobs/job-text.ts';
import { splitPath } from './file-place.ts';

export type Wanted = 'clip' | 'project' | 'picture' | 'editList' | 'folder';

interface Listing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly DirectoryEntry[];
}

const TITLES: Readonly<Record<Wanted, string>> = { clip: 'Open clip', project: 'Open project', picture: 'Reference picture', editList: 'Import edit list', folder: 'Select folder' };
const DESCRIPTIONS: Readonly<Record<Wanted, string>> = { clip: 'Movie files and image sequences on the engine’s computer.', project: 'Tintype projects on the engine’s computer.', picture: 'Colour pictures on the engine’s computer. Their colours guide the shot.', editList: 'EDL, OTIO, Final Cut Pro 7 XML and FCPXML on the engine’s computer.', folder: 'Folders on the engine’s computer.' };

function mayPick(entry: DirectoryEntry, want: Wanted): boolean {
  if (want === 'picture') return entry.kind === 'image';
  if (want === 'editList') return entry.kind === 'editList';
  return want === 'project' ? entry.kind === 'project' : want === 'clip' && (entry.kind === 'movie' || entry.kind === 'image');
}

/**
 * The file dialog of the studio: lists folders of the engine's computer. A path can be typed as well. For files it begins in the folder of the last one of the kind, as long as
 * that is there.
 * @param title replaces the default title of the kind
 * @param start folder to begin in
 */
export function BrowseDialog({ want, start, title, onPick, onClose }: { readonly want: Wanted; readonly title?: string; readonly start?: string; readonly onPick: (path: string) => void; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const [last] = useState(() => (start !== undefined || want === 'folder' ? undefined : lastFolder(editor.preferences, want)));
  const [asked, setAsked] = useState<string | undefined>(start ?? last);
  const [listing, setListing] = useState<Listing | undefined>(undefined);
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);

  // The folder is loaded after the dialog opens; text that the user is typing by then is neither replaced nor selected, which the next key would replace.
  useLayoutEffect(() => {
    if (typed === undefined && document.activeElement === field.current) field.current?.select();
  }, [listing, typed]);
  useEffect(() => {
    let gone = false;
    editor.connection.client().system.listDirectory(asked === undefined ? {} : { path: asked }).then(
      (found) => {
        if (gone) return;
        setListing(found);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (gone) return;
        // It was renamed, or its disk is not there.
        if (error instanceof AppError && asked !== undefined && asked === last) setAsked(undefined);
        else if (error instanceof AppError) setProblem(error.message);
        else editor.report(error);
      },
    );
    return () => { gone = true; };
  }, [editor, asked, last]);

  /** Typed text stays until the user opens another folder, also when a folder loads slowly. */
  function goTo(folder: string): void {
    setTyped(undefined);
    setAsked(folder);
  }
  function pick(file: string): void {
    rememberFolder(editor.preferences, want, splitPath(file).folder);
    onPick(file);
  }
  const path = typed ?? listing?.path ?? '';
  function submit(): void {
    // A typed path may be a file or a folder, depending on its extension.
    if (want !== 'folder' && /\.[a-z0-9]{2,8}$/i.test(path)) pick(path);
    else if (want === 'folder' && typed === undefined && listing !== undefined) onPick(listing.path);
    else goTo(path);
  }
  const shown = listing?.entries.filter((entry) => entry.kind === 'directory' || mayPick(entry, want)) ?? [];
  return (
    <Dialog
      title={title ?? TITLES[want]} description={DESCRIPTIONS[want]} onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" onClick={submit}>{want === 'folder' ? 'Select folder' : 'Open'}</Button>
      </>}
    >
      <input ref={field} className="field" aria-label="Path" value={path} spellCheck={false} onChange={(event) => { setTyped(event.target.value); }} onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        // Another dialog may take the focus at once: the key must not act on it.
        event.preventDefault();
        submit();
      }} />
      {problem === undefined ? null : <div role="alert" style={{ color: 'var(--bad)' }}>{problem}</div>}
      <ul className="browse-list quiet-scroll" aria-label="Files">
        {listing === undefined || listing.parent === null ? null : <li><button type="button" onClick={() => { if (listing.parent !== null) goTo(listing.parent); }}><span>.. (up)</span></button></li>}
        {shown.map((entry) => (
          <li key={entry.path}>
            <button type="button" onClick={() => { if (entry.kind === 'directory') goTo(entry.path); else pick(entry.path); }}>
              <span>{entry.name}{entry.kind === 'directory' ? ' /' : ''}</span>
              <small>{entry.bytes === null ? '' : byteText(entry.bytes)}</small>
            </button>
          </li>
        ))}
        {listing !== undefined && shown.length === 0 ? <li className="empty-note">No matching files in this folder.</li> : null}
      </ul>
    </Dialog>
  );
}
