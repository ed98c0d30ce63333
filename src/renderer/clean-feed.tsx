import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { FEED_QUERY } from '../shared/clean-feed-address.ts';
import { clipOf } from './document/project-mirror.ts';
import { useDocument, useEditor, useSession } from './editor/editor-context.ts';
import { Picture } from './features/viewer/picture.tsx';
import { followEditor } from './session/clean-feed.ts';
import { useSize } from './ui/use-size.ts';

/** The picture alone, for a second screen: no marks, no comparison, fitted, on black. It follows the editor's window. */
export function CleanFeed(): ReactNode {
  const editor = useEditor();
  const box = useRef<HTMLElement>(null);
  const size = useSize(box);
  const clipId = useSession((session) => session.clipId);
  const clip = useDocument((document) => clipOf(document, clipId));
  useLayoutEffect(() => { editor.session.setState({ viewer: size }); }, [editor, size]);
  useEffect(() => followEditor(editor.session, { id: window.location.search.slice(FEED_QUERY.length), onClose: () => { window.close(); } }), [editor]);
  useEffect(() => { document.title = clip === undefined ? 'Clean feed' : `Clean feed: ${clip.name}`; }, [clip]);
  useEffect(() => {
    const toggle = (): void => { void (document.fullscreenElement === null ? box.current?.requestFullscreen() : document.exitFullscreen())?.catch(editor.report); };
    const onKey = ({ key }: KeyboardEvent): void => { if (key === 'f' || key === 'F' || key === 'Enter') toggle(); };
    window.addEventListener('keydown', onKey);
    window.addEventListener('dblclick', toggle);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('dblclick', toggle);
    };
  }, [editor]);
  return (
    <main className="clean-feed" ref={box} aria-label="Clean feed">
      {clip === undefined ? <p>The clean feed shows what the window of the editor shows. Open a clip there.</p> : <Picture clip={clip} surround={BLACK} />}
    </main>
  );
}

const BLACK = [0, 0, 0] as const;
