import { type ReactNode, useEffect, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { readingMinutes } from '../guide/reading-time.ts';

/** What a new user reads after the first steps. */
const PAGES = ['hints', 'keyframes', 'delivery'] as const;

interface FoundPage {
  readonly name: string;
  readonly title: string;
  readonly minutes: number;
}

/** Pages of the guide that is shipped, by their titles, with the time that reading takes. A press opens one. */
export function GuidePages(): ReactNode {
  const editor = useEditor();
  const [pages, setPages] = useState<readonly FoundPage[]>([]);
  useEffect(() => {
    const life = new AbortController();
    const read = async (name: string): Promise<FoundPage> => {
      const { text } = await editor.connection.client().system.guidePage({ page: name }, { signal: life.signal });
      return { name, title: /^# (.*)$/m.exec(text)?.[1] ?? name, minutes: readingMinutes(text) };
    };
    Promise.all(PAGES.map(read)).then(setPages, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor]);
  return pages.length === 0 ? null : (
    <ul className="guide-pages" aria-label="Pages of the guide">
      {pages.map(({ name, title, minutes }) => (
        <li key={name}>
          <button type="button" onClick={() => { editor.session.setState({ guidePage: name, dialog: 'guide' }); }}>
            <span>{title}</span><small>{minutes} min<span className="visually-hidden"> to read</span></small>
          </button>
        </li>
      ))}
    </ul>
  );
}
