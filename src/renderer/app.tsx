import { type ReactNode, useEffect } from 'react';
import { Toaster } from 'sonner';
import { useStore } from 'zustand';
import { guideByPicture } from './commands/still-commands.ts';
import type { Clip } from '../shared/model/clip.ts';
import { commandById } from './commands/commands.ts';
import { keyText, onMac, perform } from './commands/command.ts';
import { bindShortcuts } from './commands/shortcuts.ts';
import { clipOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { openFilm, openProject } from './editor/open-film.ts';
import { BrowseDialog } from './features/browse/browse-dialog.tsx';
import { CommandWindow } from './features/commands/command-window.tsx';
import { MenuBar } from './features/commands/menu-bar.tsx';
import { DeliverDialog } from './features/deliver/deliver-dialog.tsx';
import { StatusBar } from './features/jobs/status-bar.tsx';
import { MarkerDialog } from './features/markers/marker-dialog.tsx';
import { Start } from './features/start/start.tsx';
import { shell } from './host/shell.ts';
import { Room } from './room.tsx';
import { Button, CommandButton } from './ui/button.tsx';

/** The window. */
export function App(): ReactNode {
  const editor = useEditor();
  const clipId = useSession((session) => session.clipId);
  const clip = useDocument((document) => clipOf(document, clipId));
  const hasProject = useStore(editor.project, ({ state }) => state !== null);
  const known = useStore(editor.project, (mirror) => mirror.known);
  useEffect(() => bindShortcuts(editor), [editor]);
  return (
    <div className="room">
      <TopBar />
      <ConnectionBanner />
      <main>{clip === undefined ? (known ? <Start withProject={hasProject} /> : <div className="start" />) : <PreparedRoom clip={clip} />}</main>
      <StatusBar />
      <Dialogs />
      <Toaster className="toasts" theme="dark" position="bottom-right" offset={{ bottom: 32, right: 12 }} toastOptions={{ className: 'toast' }} />
    </div>
  );
}

/** The room waits for what the user of this machine has set up: its panels stand as they were left. */
function PreparedRoom({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const prepared = useStore(editor.preferences.store, ({ values }) => values !== null);
  return prepared ? <Room clip={clip} /> : <div className="start" />;
}

function TopBar(): ReactNode {
  const editor = useEditor();
  const path = useStore(editor.project, ({ state }) => state?.path);
  const keptAt = useStore(editor.project, (mirror) => mirror.keptAt);
  const name = path?.split(/[/\\]/).at(-1)?.replace(/\.tintype$/, '');
  const commandsKey = commandById('view.commands').keys?.[0] ?? '';
  return (
    <header className="top">
      <div className="side"><i className="mark" /><b>Tintype</b>{shell() === undefined ? <MenuBar /> : null}</div>
      <div className="title">{name === undefined ? null : <><b>{name}</b><span>{keptAt === null ? 'every change is kept' : `every change kept, ${keptAt.toLocaleTimeString('en-GB')}`}</span></>}</div>
      <div className="side">
        <Button look="plain" onClick={() => { void perform(commandById('view.commands'), editor); }}>Commands <span className="key">{keyText(commandsKey, onMac())}</span></Button>
        <CommandButton id="deliver.open" look="raised" />
      </div>
    </header>
  );
}

/** Says that the engine is gone, and what happens about it. */
function ConnectionBanner(): ReactNode {
  const editor = useEditor();
  const kind = useStore(editor.connection.state, (state) => state.kind);
  if (kind === 'connected' || kind === 'connecting') return <div />;
  return (
    <div className="banner" role="alert">
      {kind === 'lost'
        ? 'The engine has gone away. What you did is in the project; the window goes on as soon as the engine is back.'
        : 'The engine was started anew and does not know this window. Open Tintype by the address that it printed.'}
    </div>
  );
}

function Dialogs(): ReactNode {
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
    case 'openFilm': return <BrowseDialog want="film" onClose={close} onPick={(path) => { open(openFilm(editor, path)); }} />;
    case 'openProject': return <BrowseDialog want="project" onClose={close} onPick={(path) => { open(openProject(editor, path)); }} />;
    case 'marker': return clip === undefined ? null : <MarkerDialog clip={clip} onClose={close} />;
    case 'openReference': return <BrowseDialog want="picture" onClose={close} onPick={(path) => { open(guideByPicture(editor, path)); }} />;
    case 'deliver': return clip === undefined ? null : <DeliverDialog clip={clip} onClose={close} />;
  }
}
