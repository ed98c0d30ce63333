import { hexToLab } from '../../shared/colour/srgb.ts';
import { clipOf, documentOf, type ProjectMirror } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { openChosen } from '../editor/chosen-clips.ts';
import { openProject, openSample } from '../editor/open-clip.ts';
import { stepName, travelStep } from '../editor/undo-step.ts';
import { defaultFolder } from '../host/default-folders.ts';
import { shell } from '../host/shell.ts';
import type { Compare, OverlayId, ToolId } from '../session/session-store.ts';
import { takeSuggestion } from '../session/suggestions.ts';
import { canPickFromScreen, pickScreenColour } from '../session/pick-colour.ts';
import { showClip } from '../session/show-clip.ts';
import { resultPane, zoomAround } from '../session/view.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, hasProject, needs } from './conditions.ts';
import { crosshairCommand } from './crosshair-keys.ts';
import { shotBoundaryCommands } from './shot-boundary-commands.ts';
import { hintCommands } from './hint-commands.ts';
import { hintGroupCommands } from './hint-group-commands.ts';
import { boardCommands } from './board-commands.ts';
import { appCommands } from './app-commands.ts';
import { layerCommands } from './layer-commands.ts';
import { maskCommands } from './mask-commands.ts';
import { hasMaskPoint, removeMaskPoint } from './mask-point-commands.ts';
import { lowestConfidenceCommand } from './lowest-confidence-command.ts';
import { markerCommands } from './marker-commands.ts';
import { pasteKeyframeCommands } from './paste-commands.ts';
import { pictureCommands } from './picture-commands.ts';
import { playCommands } from './play-commands.ts';
import { qualityCommands } from './quality-commands.ts';
import { shotCommands } from './shot-commands.ts';
import { versionCommands } from './version-commands.ts';
import { jobCommands } from './job-commands.ts';
import { swatchCommands } from './swatch-commands.ts';
import { stillCommands } from './still-commands.ts';
import { laneCommands } from './lane-commands.ts';
import { timelineCommands } from './timeline-commands.ts';

/** Disabled while the engine is away, since the next step is unknown then, and in a read-only window. */
const isThere = ({ known, state }: ProjectMirror): boolean => known && state?.readOnly === false;
/** Whether the shown clip is a sequence of images. */
const isSequence = allOf(hasClip, needs('Only an image sequence has a rate to set.', ({ project, session }) => documentOf(project.getState()).clips.find(({ id }) => id === session.getState().clipId)?.source.kind === 'sequence'));

async function chooseClip(editor: Editor): Promise<void> {
  const desktop = shell();
  if (desktop === undefined) {
    editor.session.setState({ dialog: 'openClip' });
    return;
  }
  await openChosen(editor, await desktop.pickClips());
}

async function chooseProject(editor: Editor): Promise<void> {
  const desktop = shell();
  if (desktop === undefined) {
    editor.session.setState({ dialog: 'openProject' });
    return;
  }
  const path = await desktop.pickProject(defaultFolder(editor.preferences, 'projects'));
  if (path !== undefined) await openProject(editor, path);
}

function showNextClip({ project, session }: Editor): void {
  const { clips } = documentOf(project.getState());
  const at = clips.findIndex(({ id }) => id === session.getState().clipId);
  const next = clips[(at + 1) % clips.length];
  if (next !== undefined) showClip(session, next.id);
}

function zoomBy(factor: number): (editor: Editor) => void {
  return (editor) => {
    const clip = clipOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
    if (clip === undefined) return;
    editor.session.setState(({ view, viewer, compare: how }) => {
      const { size } = resultPane(viewer, how === 'sideBySide');
      return { view: zoomAround(clip.picture, size, view, { at: { x: size.width / 2, y: size.height / 2 }, factor }) };
    });
  };
}

function tool(id: ToolId, label: string, key: string): Command {
  return { id: `tool.${id}`, group: 'Tools', label, keys: [key], enabled: hasClip, run: ({ session }) => session.setState({ tool: id }) };
}

function compare(id: Compare, label: string, key: string): Command {
  return { id: `view.${id}`, group: 'View', label, keys: [key], enabled: hasClip, run: ({ session }) => session.setState((now) => ({ compare: now.compare === id ? 'result' : id })) };
}

function overlay(id: OverlayId, what: string, key: string): Command {
  return { id: `view.${id}`, group: 'View', label: ({ session }) => `${session.getState().overlays[id] ? 'Hide' : 'Show'} ${what}`, keys: [key], enabled: hasClip, run: ({ session }) => session.setState(({ overlays }) => ({ overlays: { ...overlays, [id]: !overlays[id] } })) };
}

/** Switches the wipe to the next picture to compare with. */
function compareWithNext({ session }: Editor): void {
  session.setState(({ against, compare: how }) => ({ against: against.kind === 'original' ? { kind: 'keyframe' } : { kind: 'original' }, compare: how === 'wipe' || how === 'sideBySide' ? how : 'wipe' }));
}

async function pickFromScreen({ edits }: Editor): Promise<void> {
  const hex = await pickScreenColour();
  if (hex === undefined) return;
  const [lightness, a, b] = hexToLab(hex);
  edits.applyColour([a, b], { settled: true, lightness });
}

function suggestion(index: number): Command {
  return {
    id: `colour.suggestion${index + 1}`, group: 'Colour', label: `Use suggestion ${index + 1}`, keys: [`Digit${index + 1}`],
    enabled: needs('Hold the pointer still over the picture.', ({ suggester }) => suggester.store.getState().list.length > index),
    run({ suggester, edits }) {
      const found = suggester.store.getState().list[index];
      if (found !== undefined) takeSuggestion(edits, found);
    },
  };
}

/** While a change is under way it is not known what can be undone, so the command stays enabled: a fast key press is not lost. */
function canTravel({ project, edits }: Editor, label: 'undoLabel' | 'redoLabel'): boolean {
  const mirror = project.getState();
  return isThere(mirror) && (mirror.state?.[label] !== undefined || edits.pending.getState().count > 0);
}

/** All commands, in the order of the menus. */
export const commands: readonly Command[] = [
  { id: 'file.openClip', group: 'File', label: 'Open clip…', keys: ['$mod+KeyO'], run: chooseClip },
  { id: 'file.openProject', group: 'File', label: 'Open project…', keys: ['$mod+Shift+KeyO'], run: chooseProject },
  { id: 'file.openSample', group: 'File', label: 'Open sample film', run: openSample },
  { id: 'file.nextClip', group: 'File', label: 'Next clip', enabled: allOf(hasProject, needs('The project has no other clip.', ({ project }) => documentOf(project.getState()).clips.length > 1)), run: showNextClip },
  { id: 'file.clipCoding', group: 'File', label: 'Clip colour coding…', enabled: hasClip, run: ({ session }) => session.setState({ dialog: 'coding' }) },
  { id: 'file.clipRate', group: 'File', label: 'Clip frame rate…', enabled: isSequence, run: ({ session }) => session.setState({ dialog: 'clipRate' }) },
  { id: 'file.close', group: 'File', label: 'Close project', enabled: hasProject, run: async (editor) => { await editor.edits.afterChanges(({ project }) => project.close()); } },

  { id: 'edit.undo', group: 'Edit', label: ({ project }) => `Undo ${stepName(project.getState(), 'undo') ?? ''}`.trim(), keys: ['$mod+KeyZ'], enabled: needs('There is nothing to undo.', (editor) => canTravel(editor, 'undoLabel')), run: (editor) => travelStep(editor, 'undo') },
  { id: 'edit.redo', group: 'Edit', label: ({ project }) => `Redo ${stepName(project.getState(), 'redo') ?? ''}`.trim(), keys: ['$mod+Shift+KeyZ', '$mod+KeyY'], enabled: needs('There is nothing to redo.', (editor) => canTravel(editor, 'redoLabel')), run: (editor) => travelStep(editor, 'redo') },
  { id: 'edit.history', group: 'Edit', label: 'History…', keys: ['$mod+Alt+KeyZ'], enabled: hasProject, run: ({ session }) => session.setState({ dialog: 'history' }) },
  { id: 'edit.removeHint', group: 'Edit', label: (editor) => (hasMaskPoint(editor) ? 'Delete mask point' : editor.edits.selectedPathPoint() !== undefined ? 'Delete path point' : editor.edits.selection().length > 1 ? 'Delete hints' : 'Delete hint'), keys: ['Delete', 'Backspace'], enabled: needs('Select a hint first.', (editor) => hasMaskPoint(editor) || editor.edits.changeable().length > 0), run: (editor) => (hasMaskPoint(editor) ? removeMaskPoint(editor) : editor.edits.removeSelected()) },
  { id: 'edit.cancel', group: 'Edit', label: 'Cancel / deselect', keys: ['Escape'], run(editor) {
    editor.tool().handle({ kind: 'cancel' });
    editor.session.setState({ selected: null, selectedGroup: null, editedSwatch: null, selectedMaskPoint: null, maskJoin: null });
  } },

  { id: 'view.fit', group: 'View', label: 'Zoom to fit', keys: ['$mod+Digit0', 'KeyF'], enabled: hasClip, run: ({ session }) => session.setState({ view: { kind: 'fit' } }) },
  { id: 'view.actual', group: 'View', label: 'Actual size (100 %)', keys: ['$mod+Digit1'], enabled: hasClip, run: ({ session }) => session.setState(({ view }) => ({ view: { kind: 'free', zoom: 1 / window.devicePixelRatio, centre: view.kind === 'free' ? view.centre : [0.5, 0.5] } })) },
  { id: 'view.zoomIn', group: 'View', label: 'Zoom in', keys: ['Equal', 'Shift+Equal'], enabled: hasClip, run: zoomBy(1.25) },
  { id: 'view.zoomOut', group: 'View', label: 'Zoom out', keys: ['Minus'], enabled: hasClip, run: zoomBy(0.8) },
  compare('wipe', 'Wipe', 'KeyW'),
  compare('sideBySide', 'Side by side', 'Shift+KeyW'),
  compare('original', 'View original', 'KeyO'),
  { id: 'view.holdOriginal', group: 'View', label: 'Hold to view original', keys: ['Backslash'], enabled: hasClip, run: ({ session }) => session.setState({ holdOriginal: true }), release: ({ session }) => session.setState({ holdOriginal: false }), whileHeld: true },
  { id: 'view.against', group: 'View', label: ({ session }) => (session.getState().against.kind === 'original' ? 'Compare with nearest keyframe' : 'Compare with original'), keys: ['Shift+KeyO'], enabled: hasClip, run: compareWithNext },
  overlay('hints', 'hints', 'Shift+KeyH'),
  overlay('boundaries', 'boundaries', 'Shift+KeyC'),
  overlay('lowConfidence', 'low confidence', 'KeyU'),
  overlay('uncoloured', 'uncoloured areas', 'Shift+KeyU'),
  overlay('clipped', 'clipping', 'Shift+KeyX'),
  { id: 'view.scopes', group: 'View', label: ({ session }) => (session.getState().showScopes ? 'Hide scopes' : 'Show scopes'), keys: ['Shift+KeyS'], enabled: hasClip, run: ({ session }) => session.setState(({ showScopes }) => ({ showScopes: !showScopes })) },
  { id: 'view.commands', group: 'View', label: 'Commands…', keys: ['$mod+Shift+KeyP'], run: ({ session }) => session.setState({ dialog: 'commands' }) },

  ...appCommands,
  ...shotCommands,
  lowestConfidenceCommand,
  ...boardCommands,
  ...shotBoundaryCommands,
  ...pasteKeyframeCommands,
  ...markerCommands,
  ...stillCommands,
  ...versionCommands,

  tool('point', 'Point', 'KeyP'),
  tool('stroke', 'Brush stroke', 'KeyB'),
  tool('boundary', 'Boundary', 'KeyC'),
  tool('auto', 'Automatic colour here', 'KeyG'),
  tool('eraser', 'Eraser', 'KeyE'),
  tool('mask', 'Mask', 'KeyQ'),
  tool('move', 'Select and move hints', 'KeyV'),
  tool('pick', 'Eyedropper', 'KeyI'),
  tool('pan', 'Pan', 'KeyH'),
  crosshairCommand,
  ...hintCommands,
  ...hintGroupCommands,
  ...maskCommands,

  { id: 'colour.fromScreen', group: 'Colour', label: 'Pick colour from screen', keys: ['Shift+KeyI'], enabled: allOf(hasClip, needs('This browser cannot pick a colour from the screen.', canPickFromScreen)), run: pickFromScreen },
  { id: 'colour.smaller', group: 'Colour', label: 'Decrease hint size', keys: ['BracketLeft'], enabled: hasClip, run: ({ edits }) => edits.changeRadius(1 / 1.25) },
  { id: 'colour.larger', group: 'Colour', label: 'Increase hint size', keys: ['BracketRight'], enabled: hasClip, run: ({ edits }) => edits.changeRadius(1.25) },
  ...Array.from({ length: 9 }, (_, index) => suggestion(index)),
  ...swatchCommands,
  ...layerCommands,

  ...playCommands,
  ...timelineCommands, ...laneCommands, ...pictureCommands,

  ...qualityCommands,
  ...jobCommands,
];

const byId = new Map(commands.map((command) => [command.id, command]));

/** @throws Error for an unknown id: a bug, not a mistake of the user */
export function commandById(id: string): Command {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`There is no command ${id}.`);
  return found;
}
