import { type ReactNode, useEffect, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openProject } from '../../editor/open-clip.ts';
import { CommandButton } from '../../ui/button.tsx';

interface RecentProject {
  readonly path: string;
  readonly name: string;
}

/** The page without an open clip. */
export function Start({ withProject }: { readonly withProject: boolean }): ReactNode {
  const editor = useEditor();
  const [recent, setRecent] = useState<readonly RecentProject[]>([]);
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().project.recent(undefined, { signal: life.signal }).then(setRecent, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor]);
  return (
    <div className="start">
      <div>
        <h1>{withProject ? 'This project has no clip yet' : 'Colour a black-and-white film'}</h1>
        <p>Open a clip or drop one here. Tintype detects its shots; you add colour hints to keyframes and propagate them through each shot. Luma is never changed.</p>
        <div className="choices">
          <CommandButton id="file.openClip" look="main" />
          <CommandButton id="file.openSample" look="raised" />
          <CommandButton id="file.openProject" look="raised" />
        </div>
        {recent.length === 0 || withProject ? null : (
          <>
            <h2>Recent projects</h2>
            <ul>
              {recent.slice(0, 6).map((project) => (
                <li key={project.path}><button type="button" onClick={() => { openProject(editor, project.path).catch(editor.report); }}><span>{project.name}</span><small>{project.path}</small></button></li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
