import { type ReactNode, useEffect } from 'react';
import { Toaster } from 'sonner';
import { useStore } from 'zustand';
import type { Clip } from '../shared/model/clip.ts';
import { bindShortcuts } from './commands/shortcuts.ts';
import { Dialogs } from './dialogs.tsx';
import { clipOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { StatusBar } from './features/jobs/status-bar.tsx';
import { DropTarget } from './features/start/drop-target.tsx';
import { Start } from './features/start/start.tsx';
import { Room } from './room.tsx';
import { TopBar } from './top-bar.tsx';
import { CommandButton } from './ui/button.tsx';

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
      <Banner />
      <main>{clip === undefined ? (known ? <Start withProject={hasProject} /> : <div className="start" />) : <PreparedRoom clip={clip} />}</main>
      <StatusBar />
      <Dialogs />
      <DropTarget />
      {/* On the left: the buttons of dialogs are on the right. */}
      <Toaster className="toasts" theme="dark" position="bottom-left" offset={{ bottom: 32, left: 12 }} toastOptions={{ className: 'toast' }} />
    </div>
  );
}

/** The room waits for what the user of this machine has set up: its panels stand as they were left. */
function PreparedRoom({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const prepared = useStore(editor.preferences.store, ({ values }) => values !== null);
  return prepared ? <Room clip={clip} /> : <div className="start" />;
}

/** Says that the engine is gone, or a film, and what happens about it. */
function Banner(): ReactNode {
  const editor = useEditor();
  const kind = useStore(editor.connection.state, (state) => state.kind);
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnly === true);
  const missing = useStore(editor.missing.store, ({ films }) => films.length);
  if (kind === 'lost') return <div className="banner" role="alert">The engine has gone away. What was kept is in the project, what you do now waits; the window goes on as soon as the engine is back.</div>;
  if (kind === 'refused') return <div className="banner" role="alert">The engine was started anew and does not know this window. Open Tintype by the address that it printed; what was kept is in the project.</div>;
  if (readOnly) return <div className="banner quiet" role="status">This project is open in another window. You see here what is done there; to change it, close it there first.<CommandButton id="file.openForChanges" look="raised">Open for changes</CommandButton></div>;
  if (missing === 0) return <div />;
  return <div className="banner" role="alert">{missing === 1 ? 'The film is' : `${missing} films are`} not where {missing === 1 ? 'it was' : 'they were'}: frames cannot be shown or delivered until found.<CommandButton id="file.findMissing" look="raised">Find…</CommandButton></div>;
}
