import type { Job } from '../../shared/contract/jobs.ts';
import { SuggestionResult } from '../../shared/contract/propagate.ts';
import { pauseOrResumeAll } from '../document/job-calls.ts';
import { canPauseKind, isKindPaused, isUnderWay, jobEnd } from '../document/jobs-mirror.ts';
import { documentOf, keyframeAt, keyframesOf, shotAt, shotsOf } from '../document/project-mirror.ts';
import { currentShot, type Editor } from '../editor/editor.ts';
import { askToPropagate, shotsToPropagate, propagateShot } from '../editor/propagate.ts';
import { keyInDissolve } from '../document/shot-colours.ts';
import { mergeWithNext } from '../editor/merge-shots.ts';
import { frameOutsideDissolves, moveKeyframe } from '../editor/move-keyframe.ts';
import { nearestKeyframe } from '../features/viewer/shown-frame.ts';
import type { Keyframe } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { type ClipId, KeyframeId, newId, ShotId } from '../../shared/model/ids.ts';
import { selectedShots } from '../features/shots/board-edits.ts';
import { showDone, showProgress } from '../ui/notify.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, hasShot, isWritable, needs } from './conditions.ts';
import { goTo } from './play-commands.ts';

function keyframeHere(editor: Editor): ReturnType<typeof keyframeAt> {
  const { clipId, frame } = editor.session.getState();
  return keyframeAt(documentOf(editor.project.getState()), clipId, frame);
}

/** The keyframe of the shot that is nearest to the playhead, where it can be moved to it. */
function keyframeToMove(editor: Editor): Keyframe | undefined {
  const { clipId, frame } = editor.session.getState();
  const { state } = editor.project.getState();
  const nearest = clipId === null || state === null || state.readOnly ? undefined : nearestKeyframe(state.document, clipId, frame);
  return nearest === undefined || nearest.frame === frame || nearest.still !== undefined ? undefined : nearest;
}

async function moveNearestHere(editor: Editor, tracked: boolean): Promise<void> {
  const keyframe = keyframeToMove(editor);
  if (keyframe !== undefined) await moveKeyframe(editor, { keyframeId: keyframe.id, to: editor.session.getState().frame, tracked });
}

/** The keyframe at the playhead, where it lies in a dissolve and can be moved out of it. */
function keyframeToMoveOut(editor: Editor): { readonly keyframe: Keyframe; readonly to: number } | undefined {
  const { state } = editor.project.getState();
  const keyframe = state === null || state.readOnly ? undefined : keyframeHere(editor);
  if (state === null || keyframe === undefined || keyInDissolve(state.document, editor.session.getState().clipId, keyframe.frame) === undefined) return undefined;
  const to = frameOutsideDissolves(state.document, keyframe);
  return to === undefined ? undefined : { keyframe, to };
}

async function moveOutOfDissolve(editor: Editor): Promise<void> {
  const found = keyframeToMoveOut(editor);
  if (found === undefined) return;
  const { keyframe: { id }, to } = found;
  await moveKeyframe(editor, { keyframeId: id, to, tracked: true });
  if (documentOf(editor.project.getState()).keyframes.some((each) => each.id === id && each.frame === to)) goTo(editor, to);
}

function shotHasKeyframe(editor: Editor): boolean {
  const shot = currentShot(editor);
  return shot !== undefined && keyframesOf(documentOf(editor.project.getState()), shot.id).length > 0;
}

/**
 * The propagation of the shot under the playhead that runs, is queued or paused. A run of another shot does not matter: this one is queued
 * behind it.
 */
function propagationHere(editor: Editor): Job | undefined {
  const shot = currentShot(editor);
  return editor.jobs.getState().jobs.find((job) => job.kind === 'propagate' && isUnderWay(job) && job.shotId === shot?.id);
}

/** While a change is under way it may be the first hint of the shot, so the command stays enabled: a fast key press is not lost. */
function canPropagate(editor: Editor): boolean {
  const job = propagationHere(editor);
  return (shotHasKeyframe(editor) || editor.edits.pending.getState().count > 0) && (job === undefined || job.pause !== undefined);
}

/** Propagates colour to the stale frames of the shot under the playhead, with the changes that were made before. A paused propagation goes on. */
async function propagate(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  await editor.edits.settled();
  const job = propagationHere(editor);
  if (job?.pause !== undefined) {
    await editor.edits.ask((client) => client.jobs.resume({ jobId: job.id }));
    return;
  }
  if (shot !== undefined && keyframesOf(documentOf(editor.project.getState()), shot.id).length > 0) await propagateShot(editor, shot.id);
}

async function pauseOrResumePropagation(editor: Editor): Promise<void> {
  const job = propagationHere(editor);
  if (job === undefined) return;
  const { jobs } = editor.connection.client();
  await (job.pause === undefined ? jobs.pause({ jobId: job.id }) : jobs.resume({ jobId: job.id }));
}

async function addAutomaticKeyframe(editor: Editor): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  const id = newId(KeyframeId);
  await editor.edits.applyInTurn((document) => {
    const shot = shotAt(document, clipId, frame);
    const isThere = keyframeAt(document, clipId, frame) !== undefined;
    return shot === undefined || isThere ? undefined : { kind: 'addKeyframe', keyframe: { id, shotId: shot.id, frame: frameIndex(frame), hints: [], approved: false } };
  });
}

/** Switches the hints of this frame between a correction of the propagated colour and a keyframe. */
async function toggleCorrection(editor: Editor): Promise<void> {
  const keyframe = keyframeHere(editor);
  if (keyframe !== undefined) await editor.edits.apply({ kind: 'setKeyframeCorrection', keyframeId: keyframe.id, correction: keyframe.correction !== true });
}

async function goToSuggestedKeyframe(editor: Editor): Promise<void> {
  const shot = currentShot(editor);
  if (shot === undefined) return;
  const { jobId } = await editor.edits.ask((client) => client.propagate.suggestKeyframe({ shotId: shot.id }));
  const job = await showProgress('Looking for the keyframe that would help most…', jobEnd(editor.jobs, jobId));
  // The job itself reports any other end.
  if (job?.state !== 'done') return;
  const { suggestion } = SuggestionResult.parse(job.result);
  if (suggestion !== null) {
    goTo(editor, suggestion.frame);
    return;
  }
  // Asked for, since what the window knows may be of before the last edit.
  const { frames } = await editor.connection.client().propagate.status({ shotId: shot.id });
  showDone(frames.some(({ key, stale }) => key === null || stale) ? 'No suggestion yet. Propagate the shot first.' : 'No keyframe suggested: confidence is high throughout this shot.');
}

/** Whether a selected shot, or the one under the playhead, keeps earlier networks than the present ones. */
function keepsOlderNetworks(editor: Editor): boolean {
  const { shots } = editor.colours.getState();
  return selectedShots(editor).some((id) => shots.get(id)?.newerNetworks !== undefined);
}

async function splitHere(editor: Editor): Promise<void> {
  const { clipId, frame } = editor.session.getState();
  const newShotId = newId(ShotId);
  // The previous cut may still be under way, so the shot is looked up when it is confirmed.
  await editor.edits.applyInTurn((document) => {
    const shot = shotAt(document, clipId, frame);
    return shot === undefined || shot.range.first === frame ? undefined : { kind: 'splitShot', shotId: shot.id, at: frameIndex(frame), newShotId };
  });
}

/** Exports the clip shown as one shot. */
function uncutClip(editor: Editor): ClipId | undefined {
  const { clipId } = editor.session.getState();
  return clipId !== null && shotsOf(documentOf(editor.project.getState()), clipId).length === 1 ? clipId : undefined;
}

async function findShots(editor: Editor): Promise<void> {
  const clipId = uncutClip(editor);
  if (clipId !== undefined) await editor.edits.ask((client) => client.media.detectShots({ clipId }));
}

const hasKeyframe = allOf(hasShot, needs('The shot has no keyframe. Add a hint first.', shotHasKeyframe));
const hasKeyframeHere = allOf(hasShot, needs('This frame is not a keyframe.', (editor) => keyframeHere(editor) !== undefined));
const mayMoveKeyframe = allOf(hasKeyframe, needs('The nearest keyframe is on this frame.', (editor) => keyframeToMove(editor) !== undefined));
const isUnderWayHere = (editor: Editor): boolean => propagationHere(editor) !== undefined && propagationHere(editor)?.pause === undefined;
const mayPropagate = allOf(
  hasClip,
  needs('The shot is being propagated.', (editor) => !isUnderWayHere(editor)),
  needs('The shot has no keyframe. Add a hint first.', canPropagate),
);

export const shotCommands: readonly Command[] = [
  { id: 'shot.propagate', group: 'Shot', label: (editor) => (propagationHere(editor)?.pause === undefined ? 'Propagate shot' : 'Resume propagation'), keys: ['$mod+Enter'], enabled: mayPropagate, run: propagate },
  { id: 'shot.propagateAll', group: 'Shot', label: 'Propagate all shots…', keys: ['$mod+Shift+Enter'], enabled: allOf(isWritable, needs('No shot with a keyframe is left to propagate.', (editor) => shotsToPropagate(editor).length > 0)), run: (editor) => { askToPropagate(editor, shotsToPropagate(editor)); } },
  { id: 'shot.addAutomaticKeyframe', group: 'Shot', label: 'Add keyframe (automatic)', keys: ['KeyA'], enabled: allOf(hasShot, needs('This frame is a keyframe already.', (editor) => keyframeHere(editor) === undefined)), run: addAutomaticKeyframe },
  { id: 'shot.pausePropagation', group: 'Shot', label: (editor) => (propagationHere(editor)?.pause === undefined ? 'Pause propagation' : 'Resume propagation'), keys: ['$mod+Alt+Enter'], enabled: allOf(hasShot, needs('This shot is not being propagated.', (editor) => propagationHere(editor) !== undefined)), run: pauseOrResumePropagation },
  { id: 'shot.pauseAllPropagations', group: 'Shot', label: ({ jobs }) => (isKindPaused(jobs.getState().jobs, 'propagate') ? 'Resume all propagations' : 'Pause all propagations'), enabled: needs('Nothing is being propagated.', ({ jobs }) => isKindPaused(jobs.getState().jobs, 'propagate') || canPauseKind(jobs.getState().jobs, 'propagate')), run: (editor) => pauseOrResumeAll(editor, 'propagate') },
  { id: 'shot.correctOrColour', group: 'Shot', label: (editor) => (keyframeHere(editor)?.correction === true ? 'Colour frame from its hints alone' : 'Correct propagated colour'), keys: ['Shift+KeyA'], enabled: allOf(hasKeyframeHere, needs('An approved still is not a correction.', (editor) => keyframeHere(editor)?.still === undefined)), run: toggleCorrection },
  { id: 'shot.removeKeyframe', group: 'Shot', label: 'Delete keyframe', keys: ['Shift+Delete'], enabled: hasKeyframeHere, run: async (editor) => {
    const keyframe = keyframeHere(editor);
    if (keyframe !== undefined) await editor.edits.apply({ kind: 'removeKeyframe', keyframeId: keyframe.id });
  } },
  { id: 'shot.moveKeyframeHere', group: 'Shot', label: 'Move nearest keyframe here (tracked)', keys: ['$mod+Alt+KeyM'], enabled: mayMoveKeyframe, run: (editor) => moveNearestHere(editor, true) },
  { id: 'shot.moveKeyframeInPlace', group: 'Shot', label: 'Move nearest keyframe here (same position)', enabled: mayMoveKeyframe, run: (editor) => moveNearestHere(editor, false) },
  { id: 'shot.moveKeyframeOutOfDissolve', group: 'Shot', label: 'Move keyframe out of dissolve (tracked)', enabled: allOf(hasShot, needs('No keyframe of this shot lies in a dissolve.', (editor) => keyframeToMoveOut(editor) !== undefined)), run: moveOutOfDissolve },
  { id: 'shot.suggestedKeyframe', group: 'Shot', label: 'Go to suggested keyframe', keys: ['KeyN'], enabled: hasKeyframe, run: goToSuggestedKeyframe },
  { id: 'shot.automaticColour', group: 'Shot', label: 'Automatic colour…', enabled: hasShot, run: (editor) => { editor.session.setState({ dialog: 'automaticColour' }); } },
  { id: 'shot.updateNetworks', group: 'Shot', label: 'Update shot to current networks…', enabled: allOf(hasShot, needs('The shot has the current networks.', keepsOlderNetworks)), run: (editor) => { editor.session.setState({ dialog: 'updateNetworks' }); } },
  { id: 'shot.split', group: 'Shot', label: 'Split shot', keys: ['$mod+KeyB'], enabled: allOf(hasShot, needs('The playhead is on the first frame of its shot.', (editor) => (currentShot(editor)?.range.first ?? Infinity) < editor.session.getState().frame)), run: splitHere },
  { id: 'shot.mergeNext', group: 'Shot', label: 'Merge with next', keys: ['$mod+KeyJ'], enabled: allOf(hasShot, needs('This is the last shot of the clip.', (editor) => {
    const shots = shotsOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
    return shots.at(-1)?.id !== currentShot(editor)?.id;
  })), run: mergeWithNext },
  { id: 'shot.find', group: 'Shot', label: 'Detect shots', enabled: allOf(
    hasClip,
    needs('The clip has shots already.', (editor) => uncutClip(editor) !== undefined),
    needs('Shots are being detected.', ({ jobs }) => !jobs.getState().jobs.some((job) => job.kind === 'findShots' && isUnderWay(job))),
  ), run: findShots },
];
