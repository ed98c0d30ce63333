import { clipsAmong } from './drop-clip.ts';
import type { Editor } from './editor.ts';
import { isBegun } from './new-project.ts';
import { openClip } from './open-clip.ts';

/** Of paths chosen together in one folder, those of clips: of the numbered images of a sequence the first that was chosen. Pure. */
export function oneOfEachSequence(paths: readonly string[]): readonly string[] {
  return clipsAmong(paths.map((path) => ({ path, name: path.split(/[/\\]/).at(-1) ?? path }))).map(({ path }) => path);
}

/** Opens clips chosen together, as those dropped together: where no project is open, several are listed for a new one, and so is a single one where more was chosen for that; else one after another, and one that cannot be opened does not stop the others. */
export async function openChosen(editor: Editor, paths: readonly string[]): Promise<void> {
  const clips = oneOfEachSequence(paths);
  const isForNew = clips.length > 1 || (clips.length === 1 && isBegun(editor.newProject.store.getState()));
  if (isForNew && editor.project.getState().state === null) {
    editor.newProject.add(clips);
    return;
  }
  for (const path of clips) await openClip(editor, path).catch(editor.report);
}
