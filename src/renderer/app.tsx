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
import { Opening } from './features/start/opening.tsx';
import { Start } from './features/start/start.tsx';
import { TourCard } from './features/tour/tour-card.tsx';
import { ColourPage } from './colour-page.tsx';
import { DeliverPage } from './deliver-page.tsx';
import { ShotsPage } from './shots-page.tsx';
import { QualityPage } from './quality-page.tsx';
import type { Session } from './session/session-store.ts';
import { TopBar } from './top-bar.tsx';
import { CommandButton } from './ui/button.tsx';
import { ContextMenu, openMenuOf } from './ui/context-menu.tsx';

export function App(): ReactNode {
  const editor = useEditor();
  const clipId = useSession((session) => session.clipId);
  const clip = useDocument((document) => clipOf(document, clipId));
  const opening = useSession((session) => session.opening);
  const hasProject = useStore(editor.project, ({ state }) => state !== null);
  const known = useStore(editor.project, (mirror) => mirror.known);
  useEffect(() => bindShortcuts(editor), [editor]);
  return (
    <div className="room" onContextMenu={(event) => { openMenuOf(editor, event); }}>
      <TopBar />
      <Banner />
      <main>{clip !== undefined ? <PreparedPage clip={clip} /> : opening !== null ? <Opening opening={opening} /> : known ? <Start withProject={hasProject} /> : <div className="start" />}</main>
      <StatusBar />
      <Dialogs />
      <ContextMenu />
      <TourCard />
      <DropTarget />
      {/* Over the picture, where no control is; on the left, since dialogs have their buttons on the right. */}
      <Toaster className="toasts" theme="dark" position="bottom-left" offset={{ bottom: 'var(--toast-bottom, 36px)', left: 'var(--toast-left, 12px)' }} toastOptions={{ className: 'toast' }} />
    </div>
  );
}

/** Renders nothing until the preferences are here, so that panels appear at their saved sizes. */
function PreparedPage({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const prepared = useStore(editor.preferences.store, ({ values }) => values !== null);
  const page = useSession((session) => session.page);
  if (!prepared) return <div className="start" />;
  const { name, Page } = PAGES[page];
  return <><h1 className="visually-hidden">{name}</h1><Page clip={clip} /></>;
}

const PAGES = {
  shots: { name: 'Shots page', Page: ShotsPage }, colour: { name: 'Colour page', Page: ColourPage }, quality: { name: 'Quality page', Page: QualityPage }, deliver: { name: 'Deliver page', Page: DeliverPage },
} as const satisfies Readonly<Record<Session['page'], unknown>>;

/** Banner for a lost connection or a missing clip. */
function Banner(): ReactNode {
  const editor = useEditor();
  const kind = useStore(editor.connection.state, (state) => (state.kind === 'connected' && state.isSilent ? 'silent' : state.kind));
  const readOnly = useStore(editor.project, ({ state }) => state?.readOnlyReason);
  const missing = useStore(editor.missing.store, ({ films }) => films.length);
  if (kind === 'lost') return <div className="banner" role="alert">The engine has stopped. Saved changes are safe. What you do now is sent as soon as the engine is back.</div>;
  if (kind === 'silent') return <div className="banner" role="alert">The engine does not answer at the moment. Saved changes are safe. What you do now is sent as soon as it answers.</div>;
  if (kind === 'refused') return <div className="banner" role="alert">The engine was restarted and does not recognise this window. Saved changes are safe. Open Tintype again at the address that the engine printed.</div>;
  if (readOnly === 'notWritable') return <div className="banner quiet" role="status">This project can only be read: its file or folder cannot be written. To change it, save a copy elsewhere and open that.<CommandButton id="file.saveCopy" look="raised" /></div>;
  if (readOnly === 'openElsewhere') return <div className="banner quiet" role="status">This project is open in another window. Its changes are shown here. To edit it here, close it there first.<CommandButton id="file.openForChanges" look="raised">Open for changes</CommandButton></div>;
  if (missing === 0) return <div />;
  return <div className="banner" role="alert">{missing === 1 ? 'The clip is' : `${missing} clips are`} not where {missing === 1 ? 'it was' : 'they were'}: frames cannot be shown or delivered until found.<CommandButton id="file.findMissing" look="raised">Find…</CommandButton></div>;
}
