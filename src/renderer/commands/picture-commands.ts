import type { Editor } from '../editor/editor.ts';
import { FEED_QUERY } from '../../shared/clean-feed-address.ts';
import { feedId } from '../session/clean-feed.ts';
import type { Command } from './command.ts';

const hasClip = (editor: Editor): boolean => editor.session.getState().clipId !== null;

export const pictureCommands: readonly Command[] = [
  { id: 'view.guides', group: 'View', label: ({ session }) => `${session.getState().guides ? 'Hide' : 'Show'} safe areas`, keys: ['Shift+KeyG'], enabled: hasClip, run: ({ session }) => { session.setState(({ guides }) => ({ guides: !guides })); } },
  { id: 'view.fullScreen', group: 'View', label: ({ session }) => (session.getState().fullScreen ? 'Leave full screen' : 'Full screen picture'), keys: ['$mod+KeyF'], enabled: hasClip, run: ({ session }) => { session.setState(({ fullScreen }) => ({ fullScreen: !fullScreen })); } },
  { id: 'view.cleanFeed', group: 'View', label: ({ session }) => (session.getState().cleanFeed ? 'Close clean feed' : 'Clean feed on another screen'), keys: ['$mod+Shift+KeyF'], enabled: hasClip, run: toggleCleanFeed },
];

/** Without an opener: the window has a session storage of its own, and begins no work that this one has left in its. */
function toggleCleanFeed({ session, closeFeed }: Editor): void {
  if (session.getState().cleanFeed) closeFeed();
  else window.open(`/${FEED_QUERY}${feedId(sessionStorage)}`, '_blank', 'noopener,popup,width=1280,height=720');
}
