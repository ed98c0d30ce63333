import { type RefObject, useEffect } from 'react';
import { useEditor, useSession } from '../../editor/editor-context.ts';

/** Shows an element on the whole screen while the session says so. The browser's own way out, Escape, is taken over. */
export function useFullScreen(element: RefObject<HTMLElement | null>): void {
  const editor = useEditor();
  const wanted = useSession((session) => session.fullScreen);
  useEffect(() => {
    const shown = element.current;
    if (!wanted || shown === null) return;
    const onChange = (): void => { if (document.fullscreenElement === null) editor.session.setState({ fullScreen: false }); };
    document.addEventListener('fullscreenchange', onChange);
    shown.requestFullscreen().catch((error: unknown) => {
      editor.session.setState({ fullScreen: false });
      editor.report(error);
    });
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      if (document.fullscreenElement === shown) void document.exitFullscreen();
    };
  }, [editor, element, wanted]);
}
