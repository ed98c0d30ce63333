import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/editor-context.ts';
import { openProject } from '../../editor/open-clip.ts';
import type { WireClient } from '../../host/wire.ts';
import { projectCard } from './project-pictures.ts';

export type RecentProject = Awaited<ReturnType<WireClient['project']['recent']>>[number];

const STATES: Readonly<Record<RecentProject['state'], string>> = {
  here: '',
  missing: 'Not found: its drive may not be connected',
  openElsewhere: 'Open in another window: opens read-only',
  newer: 'Written by a newer version of Tintype',
};

/** A project as a card. One that cannot be opened now shows the reason, and stays in the list. */
export function RecentCard({ project }: { readonly project: RecentProject }): ReactNode {
  const editor = useEditor();
  const prepared = useStore(editor.preferences.store, ({ values }) => values !== null);
  const card = prepared ? projectCard(editor.preferences, project.path) : undefined;
  const cannotOpen = project.state === 'missing' || project.state === 'newer';
  const share = (count: number): string => `${card === undefined || card.shots === 0 ? 0 : (100 * count) / card.shots}%`;
  return (
    <button type="button" className="recent-card" data-state={project.state} aria-disabled={cannotOpen} onClick={() => { if (!cannotOpen) openProject(editor, project.path).catch(editor.report); }}>
      <span className="recent-picture">
        {card === undefined ? null : <img src={card.picture} alt="" />}
        {STATES[project.state] === '' ? null : <span className="recent-state">{STATES[project.state]}</span>}
      </span>
      <span className="recent-name"><b>{project.name}</b><small>{dayText(project.openedAt)}</small></span>
      <small className="recent-path">{project.path}</small>
      {card === undefined ? null : <span className="recent-progress"><span className="stage-bar"><i style={{ width: share(card.approved) }} /><i data-stage="inProgress" style={{ width: share(Math.max(0, card.started - card.approved)) }} /></span><small>{card.approved} of {card.shots} approved</small></span>}
    </button>
  );
}

/** Today by the time, earlier days by the date. */
function dayText(openedAt: string): string {
  const at = new Date(openedAt);
  return at.toDateString() === new Date().toDateString() ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }) : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}
