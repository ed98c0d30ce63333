import type { Editor } from '../editor/editor.ts';
import { FEED_QUERY } from '../../shared/clean-feed-address.ts';
import { feedId } from '../session/clean-feed.ts';
import type { GuideId } from '../session/session-store.ts';
import type { Command } from './command.ts';
import { hasClip } from './conditions.ts';


function guide(id: GuideId, what: string, key: string): Command {
  return { id: `view.${id}`, group: 'View', label: ({ session }) => `${session.getState().guides[id] ? 'Hide' : 'Show'} ${what}`, keys: [key], enabled: hasClip, run: ({ session }) => { session.setState(({ guides }) => ({ guides: { ...guides, [id]: !guides[id] } })); } };
}

export const pictureCommands: readonly Command[] = [
  guide('safeAreas', 'safe areas', 'Shift+KeyG'),
  guide('thirds', 'thirds', 'Shift+KeyT'),
  guide('grid', 'grid', 'Shift+Alt+KeyT'),
  { id: 'view.fullScreen', group: 'View', label: ({ session }) => (session.getState().fullScreen ? 'Leave full screen' : 'Full screen picture'), keys: ['$mod+KeyF'], enabled: hasClip, run: ({ session }) => { session.setState(({ fullScreen }) => ({ fullScreen: !fullScreen })); } },
  { id: 'view.cleanFeed', group: 'View', label: ({ session }) => (session.getState().cleanFeed ? 'Close clean feed' : 'Clean feed on another screen'), keys: ['$mod+Shift+KeyF'], enabled: hasClip, run: toggleCleanFeed },
];

/** Without an opener: the window has a session storage of its own, and begins no work that this one has left in its. */
function toggleCleanFeed({ session, closeFeed }: Editor): void {
  if (session.getState().cleanFeed) closeFeed();
  else window.open(`/${FEED_QUERY}${feedId(sessionStorage)}`, '_blank', 'noopener,popup,width=1280,height=720');
}
