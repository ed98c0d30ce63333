import { counted } from '../../shared/counted.ts';
import type { Shot, Still } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { clipOf, documentOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { planeKeyOf } from '../features/viewer/shown-frame.ts';
import { defaultFolder } from '../host/default-folders.ts';
import { shell } from '../host/shell.ts';
import { setShotReference } from '../features/references/set-reference.ts';
import { panelShown } from '../session/dock.ts';
import type { Session } from '../session/session-store.ts';
import { showDone, showProgress } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, isWritable, needs } from './conditions.ts';

/** Keeps the frame with its current colour, and with the changes that were made before. */
async function keepStill(editor: Editor): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  if (clipId === null) return;
  // A draft is passing: it is no colour to keep.
  const plane = planeKeyOf(editor, { clipId, frame }, 'made');
  const name = currentShot(editor)?.name ?? 'Still';
  // The engine adds the hints and layers that it knows.
  await editor.edits.ask((client) => client.project.keepStill({ clipId, frame: frameIndex(frame), name, ...(plane === undefined ? {} : { plane }) }), { once: 'The engine stopped before it answered. The stills show whether this one was kept.' });
  editor.session.setState(panelShown('stills'));
}

export function isComparedWith({ compare, against }: Pick<Session, 'compare' | 'against'>, still: Still): boolean {
  return compare === 'wipe' && against.kind === 'frame' && against.clipId === still.clipId && against.frame === still.frame && against.planeKey === still.plane;
}

/** Wipes against a still, or ends the wipe against it. */
export function wipeAgainst({ session }: Editor, still: Still): void {
  if (isComparedWith(session.getState(), still)) session.setState({ compare: 'result', against: { kind: 'original' } });
  else session.setState({ compare: 'wipe', against: { kind: 'frame', clipId: still.clipId, frame: still.frame, planeKey: still.plane, layers: still.layers, name: still.name } });
}

/** Puts a still into the scene memory of the shot under the playhead, or takes it out. @param inScene of all shots of its scene in the clip, too */
export async function toggleMemory(editor: Editor, still: Still, { inScene = false }: { readonly inScene?: boolean } = {}): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  const { shots } = documentOf(editor.project.getState());
  const targets = inScene && shot.sceneId !== undefined ? shots.filter(({ sceneId, clipId }) => sceneId === shot.sceneId && clipId === shot.clipId) : [shot];
  const isKept = shot.memory?.includes(still.id) === true;
  await editor.edits.apply({ kind: 'setSceneMemory', shotIds: targets.map(({ id }) => id), stillId: still.id, remembered: !isKept });
  showDone(isKept ? `“${still.name}” is no longer in the scene memory of ${named(targets)}.` : `“${still.name}” is in the scene memory of ${named(targets)}: beside a keyframe, propagation takes from it what the keyframe does not show.`);
}

function named(shots: readonly Shot[]): string {
  return shots.length === 1 ? shots[0]!.name : `${shots.length} shots`;
}

async function openReference(editor: Editor): Promise<void> {
  const desktop = shell();
  if (desktop === undefined) {
    editor.session.setState({ dialog: 'openReference' });
    return;
  }
  const path = await desktop.pickImage(defaultFolder(editor.preferences, 'stills'));
  if (path !== undefined) await guideByPicture(editor, path);
}

/** Makes the picture at a path of the engine's computer the reference of the shot under the playhead. */
export async function guideByPicture(editor: Editor, path: string): Promise<void> {
  const shot = currentShot(editor);
  if (shot !== undefined) await setShotReference(editor, shot, { kind: 'path', path });
}

/** Colour images of a folder, named by their frames, become keyframes of the clip: the dialog shows which fit. */
async function chooseReferenceFrames({ session, preferences }: Editor): Promise<void> {
  const desktop = shell();
  const path = await desktop?.pickFolder(defaultFolder(preferences, 'stills'));
  if (desktop !== undefined && path === undefined) return;
  session.setState({ dialog: 'importReferenceFrames', referenceImages: path === undefined ? null : { path } });
}

async function chooseExportFolder(editor: Editor): Promise<void> {
  const desktop = shell();
  if (desktop === undefined) {
    editor.session.setState({ dialog: 'exportKeyframes' });
    return;
  }
  const folder = await desktop.pickFolder(defaultFolder(editor.preferences, 'stills'));
  if (folder !== undefined) await exportKeyframes(editor, folder);
}

/** Writes the keyframes of the clip shown as images into a folder of their own inside another, for painting elsewhere. Images of an earlier export are replaced. */
export async function exportKeyframes(editor: Editor, inside: string): Promise<void> {
  const clip = clipOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
  if (clip === undefined) return;
  const path = `${inside.replace(/[/\\]$/, '')}/${clip.name.replaceAll(/[/\\:*?"<>|]/g, '-')} keyframes`;
  const { folder, files } = await showProgress('Writing the keyframes…', editor.edits.afterChanges(({ interchange }) => interchange.exportKeyframes({ clipId: clip.id, path, overwrite: true })));
  showDone(`Exported ${counted(files.length, 'keyframe')}. Paint over them and drop the folder on the viewer to take them back.`, [], folder);
}


export const stillCommands: readonly Command[] = [
  { id: 'still.keep', group: 'Shot', label: 'Grab still', keys: ['$mod+Alt+KeyG'], enabled: hasClip, run: keepStill },
  { id: 'keyframe.importReferenceFrames', group: 'Shot', label: 'Import reference frames…', enabled: allOf(hasClip, isWritable), run: chooseReferenceFrames },
  { id: 'keyframe.exportKeyframes', group: 'Shot', label: 'Export keyframes…', enabled: allOf(hasClip, needs('The project has no keyframes.', (editor) => documentOf(editor.project.getState()).keyframes.length > 0)), run: chooseExportFolder },
  { id: 'reference.open', group: 'Shot', label: 'Add reference picture…', enabled: hasClip, run: openReference },
];
