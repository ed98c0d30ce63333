import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { defaultFolder } from '../../host/default-folders.ts';
import { shell } from '../../host/shell.ts';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { splitPath } from '../browse/file-place.ts';
import type { RecentProject } from './recent-card.tsx';

const [NONE, ANOTHER] = ['', 'another'];
/** As many as fit into a row or two. */
const SHOWN = 24;

/** Chooses the project whose swatches the new one begins with: one of the recent ones, or another. */
export function SwatchesFrom({ recent }: { readonly recent: readonly RecentProject[] }): ReactNode {
  const editor = useEditor();
  const { newProject } = editor;
  const from = useStore(newProject.store, (plan) => plan.swatchesFrom);
  const [browsing, setBrowsing] = useState(false);
  const readable = recent.filter(({ state }) => state === 'here' || state === 'openElsewhere');
  const paths = [...new Set([...readable.map(({ path }) => path), ...(from === null ? [] : [from.path])])];

  async function choose(value: string): Promise<void> {
    if (value !== ANOTHER) {
      newProject.takeSwatchesFrom(value === NONE ? null : value);
      return;
    }
    const desktop = shell();
    if (desktop === undefined) {
      setBrowsing(true);
      return;
    }
    const path = await desktop.pickProject(defaultFolder(editor.preferences, 'projects'));
    if (path !== undefined) newProject.takeSwatchesFrom(path);
  }
  return (
    <>
      <label htmlFor="new-swatches">Swatches</label>
      <div className="swatches-from">
        <select id="new-swatches" className="field" value={from?.path ?? NONE} onChange={(event) => { choose(event.target.value).catch(editor.report); }}>
          <option value={NONE}>None</option>
          {paths.map((path) => <option key={path} value={path}>{nameOf(path, paths)}</option>)}
          <option value={ANOTHER}>Another project…</option>
        </select>
        {from === null ? null : <TakenSwatches reading={from.reading} />}
        {browsing ? <BrowseDialog want="project" title="Take swatches of a project" onClose={() => { setBrowsing(false); }} onPick={(path) => {
          setBrowsing(false);
          newProject.takeSwatchesFrom(path);
        }} /> : null}
      </div>
    </>
  );
}

function TakenSwatches({ reading }: { readonly reading: NonNullable<ReturnType<ReturnType<typeof useEditor>['newProject']['store']['getState']>['swatchesFrom']>['reading'] }): ReactNode {
  if (reading.kind === 'running') return <small role="status">Reading…</small>;
  if (reading.kind === 'failed') return <small className="bad" role="alert">{`${reading.message} The new project begins without swatches.`}</small>;
  const swatches = reading.value;
  if (swatches.length === 0) return <small role="status">This project has no swatches.</small>;
  return (
    <div className="swatches-taken">
      {swatches.slice(0, SHOWN).map(({ id, name, lab }) => <i key={id} title={name} style={{ background: labToHex(...lab) }} />)}
      <small role="status">{`${swatches.length} ${swatches.length === 1 ? 'swatch' : 'swatches'}`}</small>
    </div>
  );
}

/** The project's name; with its folder where two have the same. */
function nameOf(path: string, paths: readonly string[]): string {
  const name = (each: string): string => splitPath(each).file.replace(/\.tintype$/i, '');
  return paths.filter((each) => name(each) === name(path)).length > 1 ? `${name(path)}, in ${splitPath(path).folder}` : name(path);
}
