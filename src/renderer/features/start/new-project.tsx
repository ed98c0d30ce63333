import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { counted } from '../../../shared/counted.ts';
import { RATE_HELP } from '../../../shared/model/clip-rate.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { isRateWrong, type NewProjectPlan, probedClips } from '../../editor/new-project.ts';
import { defaultFolder } from '../../host/default-folders.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { splitPath } from '../browse/file-place.ts';
import { AddButtons } from './add-buttons.tsx';
import { lengthText } from './clip-facts.ts';
import { ListedClips } from './listed-clips.tsx';
import { NewProjectChoices } from './new-project-choices.tsx';
import type { RecentProject } from './recent-card.tsx';
import { SwatchesFrom } from './swatches-from.tsx';

/** Creates a project at a chosen path, with the clips and edit lists that are listed; without any it is empty, and clips are added afterwards. */
export function NewProject({ recent }: { readonly recent: readonly RecentProject[] }): ReactNode {
  const editor = useEditor();
  const plan = useStore(editor.newProject.store);
  const [typedName, setName] = useState<string>();
  const [typed, setFolder] = useState<string>();
  const [home, setHome] = useState('');
  const [browsing, setBrowsing] = useState(false);
  useEffect(() => {
    let isGone = false;
    editor.connection.client().system.listDirectory({}).then(({ path }) => { if (!isGone) setHome(path); }, editor.report);
    return () => { isGone = true; };
  }, [editor]);
  const chosen = useStore(editor.preferences.store, () => defaultFolder(editor.preferences, 'projects'));
  const beside = plan.clips.find(({ isUpload }) => !isUpload);
  const folder = typed ?? chosen ?? (beside === undefined ? home : splitPath(beside.path).folder);
  const name = typedName ?? nameOf(plan);
  const isWrong = /[/\\]/.test(name);
  const path = `${folder.trim().replace(/[/\\]+$/, '')}/${name.trim()}.tintype`;
  const isListing = plan.clips.length + plan.lists.length > 0;
  const isReading = plan.clips.some(({ probe }) => probe.kind === 'running') || plan.lists.some(({ preview }) => preview.kind === 'running') || plan.swatchesFrom?.reading.kind === 'running';
  const lack = name.trim() === '' ? 'Type a name first.' : isWrong ? 'A name has no slash in it.' : folder.trim() === '' ? 'Choose a folder first.'
    : isRateWrong(plan) ? RATE_HELP : isReading ? 'The listed files are being read.' : plan.isCreating ? 'The project is being created.' : undefined;
  const isReady = lack === undefined;

  async function browse(): Promise<void> {
    const desktop = shell();
    const picked = desktop === undefined ? undefined : await desktop.pickFolder(folder);
    if (desktop === undefined) setBrowsing(true);
    else if (picked !== undefined) setFolder(picked);
  }
  return (
    <form className="new-project" aria-label="New project" data-listing={isListing} onSubmit={(event) => {
      event.preventDefault();
      if (isReady) editor.newProject.create(path).catch(editor.report);
    }}>
      {isListing ? <h1>New project</h1> : <h2>New project</h2>}
      <label htmlFor="new-name">Name</label>
      <input id="new-name" className="field" value={name} aria-invalid={isWrong} autoComplete="off" onChange={(event) => { setName(event.target.value); }} />
      <label htmlFor="new-folder">Saved in</label>
      <div className="with-button"><input id="new-folder" className="field" value={folder} spellCheck={false} onChange={(event) => { setFolder(event.target.value); }} /><Button onClick={() => { browse().catch(editor.report); }}>Browse…</Button></div>
      <small>{isWrong ? 'A name has no slash in it.' : name.trim() === '' ? 'Every change is saved there as you work.' : path}</small>
      <span>Clips</span>
      <AddButtons />
      <SwatchesFrom recent={recent} />
      {isListing ? <><ListedClips /><NewProjectChoices /></> : null}
      <div className="new-create">
        <button type="submit" className="button" data-look={isListing ? 'main' : 'raised'} disabled={!isReady} title={lack}>Create project</button>
        <small role="status">{isListing ? planText(plan) : 'Listed clips are read first, and opened with the project.'}</small>
      </div>
      {browsing ? <BrowseDialog want="folder" start={folder} onClose={() => { setBrowsing(false); }} onPick={(picked) => {
        setFolder(picked);
        setBrowsing(false);
      }} /> : null}
    </form>
  );
}

/** The first clip's name, or that of the first list. */
function nameOf(plan: NewProjectPlan): string {
  return probedClips(plan)[0]?.clip.name ?? splitPath((plan.clips[0] ?? plan.lists[0])?.path ?? '').file.replace(/\.[^.]{1,8}$/, '');
}

function planText(plan: NewProjectPlan): string {
  const probed = probedClips(plan);
  const reading = plan.clips.filter(({ probe }) => probe.kind === 'running').length;
  const failed = plan.clips.length - probed.length - reading;
  return [
    `${counted(probed.length, 'clip')}, ${lengthText(probed.reduce((sum, { clip }) => sum + clip.durationSeconds, 0))}`,
    ...(reading === 0 ? [] : [`reading ${reading}`]), ...(failed === 0 ? [] : [`${failed} that cannot be read ${failed === 1 ? 'is' : 'are'} left out`]),
  ].join(', ');
}
