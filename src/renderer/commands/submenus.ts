import type { Scene, Swatch } from '../../shared/model/document.ts';
import { documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { addScene, isOfAllSelected, moveToScene, nextSceneName, selectedShots } from '../features/shots/board-edits.ts';
import type { Command } from './command.ts';
import { allOf, isWritable, needs } from './conditions.ts';
import type { SubmenuId } from './context-menus.ts';

/** Items of a submenu now: ids of commands of the table, `null` for a line, and commands made for what the project has. */
export function submenuItems(id: SubmenuId, editor: Editor): readonly (string | Command | null)[] {
  const { scenes, swatches } = documentOf(editor.project.getState());
  switch (id) {
    case 'status': return ['shot.approve', 'shot.review', 'shot.inProgress'];
    case 'scene': return [...scenes.map(toScene), toScene(undefined), null, toNewScene(scenes)];
    case 'swatch': return swatches.map(linkTo);
  }
}

const mayMove = allOf(isWritable, needs('Select a shot first.', (editor) => selectedShots(editor).length > 0));

function toScene(scene: Scene | undefined): Command {
  return {
    id: `scene.${scene?.id ?? 'none'}`, group: 'Shot', label: scene?.name ?? 'No scene',
    // Where all of them are in it already, there is nothing to move.
    enabled: (editor) => mayMove(editor) && documentOf(editor.project.getState()).shots.some((shot) => shot.sceneId !== scene?.id && selectedShots(editor).includes(shot.id)),
    checked: (editor) => isOfAllSelected(editor, (shot) => shot.sceneId === scene?.id),
    run: (editor) => moveToScene(editor, selectedShots(editor), scene?.id),
  };
}

function toNewScene(scenes: readonly Scene[]): Command {
  return { id: 'scene.new', group: 'Shot', label: 'New scene', enabled: mayMove, run: (editor) => addScene(editor, nextSceneName(scenes), selectedShots(editor)) };
}

function linkTo(swatch: Swatch): Command {
  return {
    id: `link.${swatch.id}`, group: 'Colour', label: swatch.name,
    enabled: ({ project, edits }) => project.getState().state?.readOnly === false && edits.changeable().length > 0,
    checked: ({ edits }) => edits.changeable().length > 0 && edits.changeable().every((hint) => 'swatch' in hint && hint.swatch === swatch.id),
    run: ({ edits }) => { edits.linkTo(swatch, edits.changeable().map(({ id }) => id)); },
  };
}
