import type { Editor } from '../editor/editor.ts';
import type { Command } from './command.ts';

const hasClip = (editor: Editor): boolean => editor.session.getState().clipId !== null;

export const pictureCommands: readonly Command[] = [
  { id: 'view.guides', group: 'View', label: ({ session }) => `${session.getState().guides ? 'Hide' : 'Show'} safe areas`, keys: ['Shift+KeyG'], enabled: hasClip, run: ({ session }) => { session.setState(({ guides }) => ({ guides: !guides })); } },
  { id: 'view.fullScreen', group: 'View', label: ({ session }) => (session.getState().fullScreen ? 'Leave full screen' : 'Full screen picture'), keys: ['$mod+KeyF'], enabled: hasClip, run: ({ session }) => { session.setState(({ fullScreen }) => ({ fullScreen: !fullScreen })); } },
];
