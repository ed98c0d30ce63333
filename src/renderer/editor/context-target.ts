import type { Shot } from '../../shared/model/document.ts';
import { groupOf } from '../../shared/model/hint-group.ts';
import { CONTEXT_MENUS, type ContextMenuId } from '../commands/context-menus.ts';
import type { OpenMenu } from '../session/open-menu.ts';
import { goTo } from '../commands/play-commands.ts';
import { documentOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from './editor.ts';

/** For `data-context`: an element that has a menu. */
export function contextOf(id: ContextMenuId, target: string): { readonly 'data-context': string } {
  return { 'data-context': `${id} ${target}` };
}

/** What an attribute `data-context` says; `undefined` for anything else. */
export function readContext(text: string | undefined): Pick<OpenMenu, 'id' | 'target'> | undefined {
  const [id = '', ...rest] = (text ?? '').split(' ');
  return isMenuId(id) ? { id, target: rest.join(' ') } : undefined;
}

function isMenuId(id: string): id is ContextMenuId {
  return Object.hasOwn(CONTEXT_MENUS, id);
}

/** Selects a thing, unless it is selected, and opens its menu: commands act on what is selected. */
export function openMenu(editor: Editor, menu: OpenMenu): void {
  selectTarget(editor, menu);
  editor.session.setState({ menu });
}

function selectTarget(editor: Editor, { id, target }: OpenMenu): void {
  const { session, edits } = editor;
  switch (id) {
    case 'hint': {
      const hint = edits.context.hints().find((each) => each.id === target);
      if (hint !== undefined && !edits.selection().some((each) => each.id === hint.id)) edits.context.select(hint.id);
      return;
    }
    case 'group': {
      const shot = currentShot(editor);
      const group = shot?.hintGroups?.find((each) => each.id === target);
      if (group === undefined) return;
      edits.context.selectAll(edits.context.hints().filter((hint) => groupOf(hint, shot?.hintGroups)?.id === group.id).map((hint) => hint.id));
      session.setState({ selectedGroup: group.id });
      return;
    }
    case 'shot': goToShot(editor, documentOf(editor.project.getState()).shots.find((shot) => shot.id === target)); return;
    case 'mask': session.setState({ selectedMask: currentShot(editor)?.masks?.find((mask) => mask.id === target)?.id ?? null }); return;
    case 'layer': session.setState({ selectedLayer: currentShot(editor)?.layers?.find((layer) => layer.id === target)?.id ?? null }); return;
    case 'picture': case 'keyframe': case 'version': case 'marker': case 'swatch': case 'job': return;
  }
}

/** A shot of several selected ones leaves them selected. */
function goToShot(editor: Editor, shot: Shot | undefined): void {
  if (shot === undefined) return;
  const { selectedShots } = editor.session.getState();
  if (currentShot(editor)?.id !== shot.id) goTo(editor, shot.range.first, shot.clipId);
  editor.session.setState({ selectedShots: selectedShots.has(shot.id) ? selectedShots : new Set() });
}
