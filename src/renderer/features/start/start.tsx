import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { CommandButton } from '../../ui/button.tsx';
import { boardIcons } from '../shots/stage-icons.tsx';
import { showsFirstSteps } from '../../host/first-steps.ts';
import { FirstSteps } from './first-steps.tsx';
import { NewProject } from './new-project.tsx';
import { type RecentProject, RecentCard, RecentListHead, RecentRow } from './recent-card.tsx';
import { RECENT_LAYOUT, recentLayoutOf } from './recent-text.ts';

/** The page without an open clip: a new project on the left, recent ones on the right. */
export function Start({ withProject }: { readonly withProject: boolean }): ReactNode {
  const editor = useEditor();
  const [recent, setRecent] = useState<readonly RecentProject[]>([]);
  const [text, setText] = useState('');
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().project.recent(undefined, { signal: life.signal }).then(setRecent, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor]);
  const layout = useStore(editor.preferences.store, ({ values }) => recentLayoutOf(values?.[RECENT_LAYOUT]));
  const isListing = useStore(editor.newProject.store, ({ clips, lists }) => clips.length + lists.length > 0) && !withProject;
  const hasSteps = useStore(editor.preferences.store, showsFirstSteps);
  const found = recent.filter(({ name, path }) => `${name} ${path}`.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div className="start-page">
      <section className="panel start-new quiet-scroll" aria-label="Begin">
        {isListing ? null : (
          <>
            <h1>{withProject ? 'This project has no clip yet' : 'Colour a black-and-white film'}</h1>
            <div className="start-drop">
              <b>{withProject ? 'Drop films or images anywhere in this window' : 'Drop films, folders or an edit list anywhere in this window'}</b>
              <p>A video file, or one image of a numbered sequence. Files are read, never changed. Tintype detects the shots; you add colour hints to keyframes and propagate them.</p>
              <div className="choices"><CommandButton id="file.openClip" look="main" /><CommandButton id="file.openProject" look="raised" /></div>
              {withProject ? null : <small>A clip opened here gets a project of its own beside it. Several are listed below first.</small>}
            </div>
          </>
        )}
        {withProject ? null : <NewProject recent={recent} />}
        {isListing ? null : <div className="start-sample"><div><b>Sample film</b><p>Four shots, 106 frames. Your copy keeps its edits.</p></div><span className="choices"><CommandButton id="file.openSample" look="raised" />{hasSteps ? null : <CommandButton id="help.tour" look="plain">First steps</CommandButton>}</span></div>}
      </section>
      <section className="start-recent quiet-scroll" aria-label="Recent projects">
        {withProject ? null : (
          <>
            <div className="start-head">
              <h1>Recent projects</h1>
              {recent.length > 6 ? <input className="field" type="search" aria-label="Find a project" placeholder="Find a project" value={text} onChange={(event) => { setText(event.target.value); }} /> : null}
              {recent.length === 0 ? null : (
                <div className="segments" role="group" aria-label="Layout of recent projects">
                  <button type="button" aria-label="Cards" title="Cards" aria-pressed={layout === 'cards'} onClick={() => { editor.preferences.setItem(RECENT_LAYOUT, 'cards'); }}>{boardIcons.all}</button>
                  <button type="button" aria-label="List" title="List" aria-pressed={layout === 'list'} onClick={() => { editor.preferences.setItem(RECENT_LAYOUT, 'list'); }}>{boardIcons.list}</button>
                </div>
              )}
            </div>
            {recent.length === 0 ? <p className="empty-note">None yet. Projects that you open are listed here.</p> : found.length === 0 ? <p className="empty-note" role="status">No project matches.</p> : null}
            {layout === 'list' && found.length > 0 ? <RecentListHead /> : null}
            <ul data-layout={layout}>{found.map((project) => <li key={project.path}>{layout === 'list' ? <RecentRow project={project} /> : <RecentCard project={project} />}</li>)}</ul>
            {hasSteps ? <FirstSteps /> : null}
          </>
        )}
      </section>
    </div>
  );
}
