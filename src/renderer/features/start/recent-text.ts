import { counted } from '../../../shared/counted.ts';
import type { ProjectCard } from './project-pictures.ts';

/** Name of the preference that holds whether recent projects are cards or a list. */
export const RECENT_LAYOUT = 'recentLayout';

type RecentLayout = 'cards' | 'list';

/** Cards, unless the list was chosen. */
export function recentLayoutOf(stored: string | null | undefined): RecentLayout {
  return stored === 'list' ? 'list' : 'cards';
}

/** Empty for a project that was never shown on this computer, whose shots are not known. */
export function shotsText(card: Pick<ProjectCard, 'shots' | 'approved'> | undefined): string {
  return card === undefined ? '' : `${counted(card.shots, 'shot')}, ${card.approved} approved`;
}

/** Today by the time, earlier days by the date. @param openedAt ISO 8601, as the engine records it */
export function dayText(openedAt: string, now = new Date()): string {
  const at = new Date(openedAt);
  return at.toDateString() === now.toDateString() ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }) : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}
