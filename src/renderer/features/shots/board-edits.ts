import type { MarkerColour, ProjectCommand, ReviewStatus, Scene, Shot } from '../../../shared/model/document.ts';
import { type ClipId, newId, SceneId, type ShotId } from '../../../shared/model/ids.ts';
import { documentOf } from '../../document/project-mirror.ts';
import { currentShot, type Editor } from '../../editor/editor.ts';
import { goTo } from '../../commands/play-commands.ts';

/** The shots that a command for several works on: those selected, else the one under the playhead. */
export function selectedShots(editor: Editor): readonly ShotId[] {
  const { selectedShots: chosen } = editor.session.getState();
  if (chosen.size > 0) return documentOf(editor.project.getState()).shots.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const shot = currentShot(editor);
  return shot === undefined ? [] : [shot.id];
}

/** Whether all shots that a command for several works on are so. */
export function isOfAllSelected(editor: Editor, is: (shot: Shot) => boolean): boolean {
  const ids = new Set(selectedShots(editor));
  return ids.size > 0 && documentOf(editor.project.getState()).shots.every((shot) => !ids.has(shot.id) || is(shot));
}

export async function setStatus(editor: Editor, shotIds: readonly ShotId[], status: ReviewStatus | undefined): Promise<void> {
  if (shotIds.length > 0) await editor.edits.apply({ kind: 'setShotStatus', shotIds: [...shotIds], ...(status === undefined ? {} : { status }) });
}

/** Flags shots. Where all of them have the colour, it is removed. */
export async function toggleFlag(editor: Editor, shotIds: readonly ShotId[], flag: MarkerColour): Promise<void> {
  await editor.edits.applyInTurn(({ shots }) => {
    const chosen = shots.filter(({ id }) => shotIds.includes(id));
    if (chosen.length === 0) return undefined;
    return { kind: 'setShotFlag', shotIds: chosen.map(({ id }) => id), ...(chosen.every((shot) => shot.flag === flag) ? {} : { flag }) };
  });
}

export async function setFlag(editor: Editor, shotIds: readonly ShotId[], flag: MarkerColour | undefined): Promise<void> {
  if (shotIds.length > 0) await editor.edits.apply({ kind: 'setShotFlag', shotIds: [...shotIds], ...(flag === undefined ? {} : { flag }) });
}

/** Has shots coloured by the networks that are installed now: their colour is stale until it is propagated again. One step of the history. */
export async function updateNetworks(editor: Editor, shotIds: readonly ShotId[]): Promise<void> {
  const { shots } = editor.colours.getState();
  await editor.edits.applyTogether(shotIds.flatMap((shotId) => {
    const networks = shots.get(shotId)?.newerNetworks;
    return networks === undefined ? [] : [{ kind: 'setShotNetworks', shotId, networks }];
  }));
}

/** Moves a scene in the list. @param by places; up is negative */
export async function moveScene(editor: Editor, sceneId: SceneId, by: number): Promise<void> {
  await editor.edits.applyInTurn(({ scenes }) => {
    const at = scenes.findIndex(({ id }) => id === sceneId);
    const to = at + by;
    return at === -1 || to < 0 || to >= scenes.length ? undefined : { kind: 'moveScene', sceneId, to };
  });
}

/** Shots that are in the scene already are no step of the history. */
export async function moveToScene(editor: Editor, shotIds: readonly ShotId[], sceneId: SceneId | undefined): Promise<void> {
  await editor.edits.applyInTurn(({ shots }) => {
    const moved = shots.filter((shot) => shotIds.includes(shot.id) && shot.sceneId !== sceneId).map(({ id }) => id);
    return moved.length === 0 ? undefined : { kind: 'moveShotsToScene', shotIds: moved, ...(sceneId === undefined ? {} : { sceneId }) };
  });
}

/** A new scene, with these shots in it. Both are one step of the history. */
export async function addScene(editor: Editor, name: string, shotIds: readonly ShotId[]): Promise<void> {
  const id = newId(SceneId);
  const commands: ProjectCommand[] = [{ kind: 'addScene', scene: { id, name } }];
  if (shotIds.length > 0) commands.push({ kind: 'moveShotsToScene', shotIds: [...shotIds], sceneId: id });
  await editor.edits.applyTogether(commands);
}

/** Shows a frame on the page Colour. @param clipId as of `goTo` */
export function openInColour(editor: Editor, frame: number, clipId?: ClipId): void {
  goTo(editor, frame, clipId);
  editor.session.setState({ page: 'colour' });
}

/** Pure: a name that no scene has yet. */
export function nextSceneName(scenes: readonly Scene[]): string {
  const names = new Set(scenes.map(({ name }) => name));
  for (let number = scenes.length + 1; ; number++) if (!names.has(`Scene ${number}`)) return `Scene ${number}`;
}
