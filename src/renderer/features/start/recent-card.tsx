import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../../shared/counted.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openProject } from '../../editor/open-clip.ts';
import type { WireClient } from '../../host/wire.ts';
import { projectCard } from './project-pictures.ts';
import { dayText, shotsText } from './recent-text.ts';

export type RecentProject = Awaited<ReturnType<WireClient['project']['recent']>>[number];

const STATES: Readonly<Record<RecentProject['state'], string>> = {
  here: '',
  missing: 'Not found: its drive may not be connected',
  openElsewhere: 'Open in another window: opens read-only',
  newer: 'Written by a newer version of Tintype',
};

/** What a card and a row of the list have of a project, and what pressing either does. One that cannot be opened now shows the reason, and stays in the list. */
function useRecent(project: RecentProject) {
  const editor = useEditor();
  const prepared = useStore(editor.preferences.store, ({ values }) => values !== null);
  const cannotOpen = project.state === 'missing' || project.state === 'newer';
  return {
    card: prepared ? projectCard(editor.preferences, project.path) : undefined,
    button: {
      type: 'button',
      'data-state': project.state,
      'aria-disabled': cannotOpen,
      onClick: () => { if (!cannotOpen) openProject(editor, project.path).catch(editor.report); },
    },
  } as const;
}

/** A project as a card. */
export function RecentCard({ project }: { readonly project: RecentProject }): ReactNode {
  const { card, button } = useRecent(project);
  const share = (count: number): string => `${card === undefined || card.shots === 0 ? 0 : (100 * count) / card.shots}%`;
  return (
    <button {...button} className="recent-card">
      <span className="recent-picture">
        {card === undefined ? null : <img src={card.picture} alt="" />}
        {STATES[project.state] === '' ? null : <span className="recent-state">{STATES[project.state]}</span>}
      </span>
      <span className="recent-name"><b>{project.name}</b><small>{dayText(project.openedAt)}</small></span>
      <small className="recent-path">{project.path}</small>
      {card === undefined ? null : <span className="recent-progress" title={`${card.approved} of ${counted(card.shots, 'shot')} approved (light), ${Math.max(0, card.started - card.approved)} more in progress (gray)`}><span className="stage-bar"><i style={{ width: share(card.approved) }} /><i data-stage="inProgress" style={{ width: share(Math.max(0, card.started - card.approved)) }} /></span><small>{card.approved} of {card.shots} approved</small></span>}
    </button>
  );
}

/** A project as a row of the list, in the columns of `RecentListHead`. */
export function RecentRow({ project }: { readonly project: RecentProject }): ReactNode {
  const { card, button } = useRecent(project);
  return (
    <button {...button} className="recent-row">
      <b>{project.name}</b>
      <span>{shotsText(card)}</span>
      <span>{dayText(project.openedAt)}</span>
      <span className="recent-place"><span className="recent-path">{project.path}</span>{STATES[project.state] === '' ? null : <small>{STATES[project.state]}</small>}</span>
    </button>
  );
}

/** Heads of the columns. Each row says by itself what it has, so that they are for the eye alone. */
export function RecentListHead(): ReactNode {
  return <div className="recent-row recent-list-head" aria-hidden="true"><span>Name</span><span>Shots</span><span>Opened</span><span>Place</span></div>;
}
