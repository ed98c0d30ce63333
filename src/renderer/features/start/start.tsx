import { type ReactNode, useEffect, useState } from 'react';
import { isAbort } from '../../../shared/errors/app-error.ts';
import { perform } from '../../commands/command.ts';
import { commandById } from '../../commands/commands.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openProject } from '../../editor/open-film.ts';
import { Button, CommandButton } from '../../ui/button.tsx';

interface RecentProject {
  readonly path: string;
  readonly name: string;
}

/** The empty room: says what to do. */
export function Start({ withProject }: { readonly withProject: boolean }): ReactNode {
  const editor = useEditor();
  const [recent, setRecent] = useState<readonly RecentProject[]>([]);
  const [making, setMaking] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    editor.connection.client().project.recent(undefined, { signal: life.signal }).then(setRecent, (error: unknown) => { if (!isAbort(error) && !life.signal.aborted) editor.report(error); });
    return () => { life.abort(); };
  }, [editor]);
  async function sample(): Promise<void> {
    setMaking(true);
    await perform(commandById('file.openSample'), editor);
    setMaking(false);
  }
  return (
    <div className="start">
      <div>
        <h1>{withProject ? 'This project has no film yet' : 'Colour a black-and-white film'}</h1>
        <p>Open a film, or drop one here. Its shots are found, you put colour on a frame of each, and the colour follows through the shot. The photography is never touched.</p>
        <div className="choices">
          <CommandButton id="file.openFilm" look="main" />
          <Button disabled={making} onClick={() => { void sample(); }}>{making ? 'The sample film is being made…' : 'Open the sample film'}</Button>
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
