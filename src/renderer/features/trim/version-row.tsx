import type { ReactNode } from 'react';
import type { Shot } from '../../../shared/model/document.ts';
import { versionName, versionsOf } from '../../../shared/model/version.ts';
import { showVersion } from '../../commands/version-commands.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { contextOf } from '../../editor/context-target.ts';
import { CommandButton } from '../../ui/button.tsx';
import { symbols } from '../../ui/icons.tsx';

/** The versions of a shot by their letters: the pressed one is shown, a press shows another. */
export function VersionRow({ shot }: { readonly shot: Shot }): ReactNode {
  const editor = useEditor();
  const versions = useDocument((document) => document.versions);
  const others = versionsOf({ versions }, shot.id);
  const names = [versionName(shot), ...others.map(({ name }) => name)].toSorted((a, b) => a.localeCompare(b, 'en'));
  return (
    <div className="version-row">
      <span>Version</span>
      <div className="segments" role="group" {...contextOf('version', '')} aria-label="Version of this shot">
        {names.map((name) => {
          const version = others.find((each) => each.name === name);
          return (
            <button
              key={name} type="button" aria-pressed={version === undefined} title={version === undefined ? `Version ${name} is shown` : `Show version ${name}`}
              onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { if (version !== undefined) showVersion(editor, version).catch(editor.report); }}
            >{name}</button>
          );
        })}
      </div>
      <CommandButton id="version.add">{symbols.add}</CommandButton>
      {others.length === 0 ? null : (
        <>
          <CommandButton id="version.wipe">Wipe</CommandButton>
          <CommandButton id="version.remove">Delete</CommandButton>
        </>
      )}
    </div>
  );
}
