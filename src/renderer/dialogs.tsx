import type { ReactNode } from 'react';
import { guideByPicture } from './commands/still-commands.ts';
import { clipOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { openFilm, openProject } from './editor/open-film.ts';
import { BrowseDialog } from './features/browse/browse-dialog.tsx';
import { CheatSheet } from './features/commands/cheat-sheet.tsx';
import { CommandWindow } from './features/commands/command-window.tsx';
import { DeliverDialog } from './features/deliver/deliver-dialog.tsx';
import { JobsDialog } from './features/jobs/jobs-dialog.tsx';
import { MarkerDialog } from './features/markers/marker-dialog.tsx';
import { MissingDialog } from './features/media/missing-dialog.tsx';
import { SaveCopyDialog } from './features/project/save-copy-dialog.tsx';
import { VersionsDialog } from './features/project/versions-dialog.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { SpreadDialog } from './features/spread/spread-dialog.tsx';
import { assertNever } from '../shared/errors/assert-never.ts';

/** The dialog that is open, if any. */
export function Dialogs(): ReactNode {
  const editor = useEditor();
  const dialog = useSession((session) => session.dialog);
  const clipId = useSession((session) => session.clipId);
  const clip = useDocument((document) => clipOf(document, clipId));
  const close = (): void => { editor.session.setState({ dialog: null }); };
  const open = (work: Promise<void>): void => {
    close();
    work.catch(editor.report);
  };
  switch (dialog) {
    case null: return null;
    case 'commands': return <CommandWindow onClose={close} />;
    case 'marker': return clip === undefined ? null : <MarkerDialog clip={clip} onClose={close} />;
    case 'openReference': return <BrowseDialog want="picture" onClose={close} onPick={(path) => { open(guideByPicture(editor, path)); }} />;
    case 'keys': return <CheatSheet onClose={close} onChange={() => { editor.session.setState({ dialog: 'settings' }); }} />;
    case 'settings': return <SettingsDialog onClose={close} />;
    case 'jobs': return <JobsDialog onClose={close} />;
    case 'missing': return <MissingDialog onClose={close} />;
    case 'versions': return <VersionsDialog onClose={close} />;
    case 'saveCopy': return <SaveCopyDialog onClose={close} />;
    case 'spread': return <SpreadDialog onClose={close} />;
    case 'openFilm': return <BrowseDialog want="film" onClose={close} onPick={(path) => { open(openFilm(editor, path)); }} />;
    case 'openProject': return <BrowseDialog want="project" onClose={close} onPick={(path) => { open(openProject(editor, path)); }} />;
    case 'deliver': return clip === undefined ? null : <DeliverDialog clip={clip} onClose={close} />;
    default: return assertNever(dialog);
  }
}
