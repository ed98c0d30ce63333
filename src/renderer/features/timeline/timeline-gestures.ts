import { createStore, type StoreApi } from 'zustand/vanilla';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import type { ProjectCommand, ProjectDocument } from '../../../shared/model/document.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { goTo } from '../../commands/play-commands.ts';
import { documentOf, keyframeAt, keyframesOf, shotAt, shotsOf } from '../../document/project-mirror.ts';
import { stageLabel, stageOf } from '../../../shared/model/shot-stage.ts';
import type { Editor } from '../../editor/editor.ts';
import type { Masks, MaskSpanKind } from '../../../shared/model/mask.ts';
import type { OpenMenu } from '../../session/open-menu.ts';
import { masksShown } from '../../editor/mask-context.ts';
import { moveCut } from '../../editor/move-cut.ts';
import { freeFrameFor, type MovedKey, moveKeyframe } from '../../editor/move-keyframe.ts';
import { type MovedShape, moveShape, showMovedShape } from '../../editor/move-mask-shape.ts';
import { stripFrameAt } from './film-strip.ts';
import { hitTest, type TimelineHit } from './hit-test.ts';
import { shotBoundaryLimits, type ShotBoundaryMove, movedEnd, shotsWithMovedBoundary } from './move-shot-boundary.ts';
import { STATE_WORDS } from './propagation-runs.ts';
import { frameAtX, isScrollable, LABELS_PX } from './timeline-layout.ts';
import { type Dragged, NOTHING_DRAGGED, type TimelineFrame, timelineScene } from './timeline-scene.ts';

type Gesture =
  | { readonly kind: 'idle' }
  | { readonly kind: 'scrub' }
  /** In the strip of the whole film: moves what the timeline shows, or the playhead where it shows all. */
  | { readonly kind: 'scroll'; readonly from: number; readonly start: number }
  | { readonly kind: 'scrubFilm' }
  /**
   * `pressX`: a boundary is dragged only after the pointer has moved a little; a press alone moves the playhead. `playhead`: where a
   * cancel returns to.
   */
  | { readonly kind: 'shotBoundary'; readonly move: ShotBoundaryMove; readonly pressX: number; readonly taken: boolean; readonly playhead: number }
  /** A shape of a mask that is moved to another frame. `masks`: those of its shot as they were shown before. */
  | { readonly kind: 'maskShape'; readonly shape: MovedShape; readonly masks: Masks; readonly pressX: number; readonly taken: boolean }
  | { readonly kind: 'key'; readonly key: MovedKey; readonly pressX: number; readonly taken: boolean };

export interface TimelineGestures {
  readonly dragged: StoreApi<Dragged>;
  under(x: number, y: number, frame: TimelineFrame): TimelineHit;
  down(x: number, y: number, frame: TimelineFrame): void;
  drag(x: number, frame: TimelineFrame): void;
  /** @param options.inPlace hints of a moved keyframe are not tracked */
  up(options?: { readonly inPlace: boolean }): void;
  /** Cancels the gesture; true when there was one. */
  cancel(): boolean;
}

const TAKEN_PX = 3;

/**
 * Pointer gestures of the timeline: they move the playhead, scroll, go to marks, and move cuts, dissolves, keyframes and shapes of masks. A drag is one step of the
 * history.
 */
export function createTimelineGestures(editor: Editor): TimelineGestures {
  const dragged = createStore<Dragged>(() => ({ move: null, key: null }));
  let gesture: Gesture = { kind: 'idle' };

  function under(x: number, y: number, frame: TimelineFrame): TimelineHit {
    return hitTest(x, y, timelineScene(editor, frame, NOTHING_DRAGGED));
  }

  /** Shows the frame at the moved boundary: the first of the shot that begins there, or the end of the mix. */
  function dragBorder(x: number, frame: TimelineFrame, now: Extract<Gesture, { readonly kind: 'shotBoundary' }>): void {
    if (!now.taken && Math.abs(x - now.pressX) < TAKEN_PX) return;
    const shots = shotsOf(documentOf(editor.project.getState()), frame.clip.id);
    const limits = shotBoundaryLimits(shots, shots.findIndex((each) => each.id === now.move.shotId), now.move.part);
    if (limits === undefined) return;
    const { scale } = frame;
    const at = Math.round(scale.start + (x - LABELS_PX) / scale.pxPerFrame) - (now.move.part === 'dissolveLast' ? 1 : 0);
    const next = { ...now.move, to: Math.min(limits.last, Math.max(limits.first, at)) };
    gesture = { ...now, move: next, taken: true };
    editor.session.setState({ scrubbing: true });
    dragged.setState({ move: next });
    goTo(editor, next.to);
  }

  /** Shows the keyframe, and the playhead, on the nearest frame on which it can be. */
  function dragKey(x: number, { scale }: TimelineFrame, now: Extract<Gesture, { readonly kind: 'key' }>): void {
    const keyframe = documentOf(editor.project.getState()).keyframes.find(({ id }) => id === now.key.keyframeId);
    if (keyframe === undefined || (!now.taken && Math.abs(x - now.pressX) < TAKEN_PX)) return;
    const key = { ...now.key, to: freeFrameFor(documentOf(editor.project.getState()), keyframe, frameAtX(x, scale)) };
    gesture = { ...now, taken: true, key };
    dragged.setState({ key });
    goTo(editor, key.to);
  }

  function drag(x: number, frame: TimelineFrame): void {
    const { scale } = frame;
    switch (gesture.kind) {
      case 'idle': return;
      case 'scrub': goTo(editor, frameAtX(x, scale)); return;
      case 'scrubFilm': goTo(editor, stripFrameAt(x, scale)); return;
      case 'scroll': editor.session.setState({ pxPerFrame: scale.pxPerFrame, timelineStart: gesture.start + ((x - gesture.from) / scale.width) * scale.frameCount }); return;
      case 'shotBoundary': dragBorder(x, frame, gesture); return;
      case 'key': dragKey(x, frame, gesture); return;
      case 'maskShape':
        if (!gesture.taken && Math.abs(x - gesture.pressX) < TAKEN_PX) return;
        gesture = { ...gesture, taken: true, shape: { ...gesture.shape, to: showMovedShape(editor, gesture.shape, { wanted: frameAtX(x, scale), masks: gesture.masks }) } };
        return;
      default: assertNever(gesture);
    }
  }

  function press(hit: TimelineHit, x: number, frame: TimelineFrame): Gesture {
    switch (hit.kind) {
      case 'nothing': return { kind: 'idle' };
      case 'film':
        if (isScrollable(frame.scale)) return scrollFrom(x, frame);
        goTo(editor, hit.frame);
        editor.session.setState({ scrubbing: true });
        return { kind: 'scrubFilm' };
      case 'shotBoundary': return { kind: 'shotBoundary', move: { shotId: hit.shot.id, part: hit.part, to: hit.shot.range.first }, pressX: x, taken: false, playhead: editor.session.getState().frame };
      case 'key': {
        goTo(editor, hit.frame);
        const keyframe = keyframeAt(documentOf(editor.project.getState()), frame.clip.id, hit.frame);
        return keyframe === undefined || editor.project.getState().state?.readOnly === true ? { kind: 'idle' } : { kind: 'key', key: { keyframeId: keyframe.id, from: hit.frame, to: hit.frame }, pressX: x, taken: false };
      }
      case 'suggestion':
        goTo(editor, hit.frame);
        return { kind: 'idle' };
      case 'note':
        goTo(editor, hit.note.frame);
        return { kind: 'idle' };
      case 'hints':
        goTo(editor, hit.frame);
        editor.session.setState({ selectedGroup: hit.groupId ?? null });
        return { kind: 'idle' };
      case 'mask':
        goTo(editor, hit.frame);
        editor.session.setState({ selectedMask: hit.mask.id });
        if (hit.shape === 'byHand') return { kind: 'maskShape', masks: masksShown(shotAt(documentOf(editor.project.getState()), frame.clip.id, hit.frame), editor.session.getState()), shape: { shotId: hit.shotId, maskId: hit.mask.id, from: hit.frame, to: hit.frame }, pressX: x, taken: false };
        if (hit.shape === 'tracked') return { kind: 'idle' };
        editor.session.setState({ scrubbing: true });
        return { kind: 'scrub' };
      case 'frame': case 'propagation':
        goTo(editor, hit.frame);
        editor.session.setState({ scrubbing: true });
        return { kind: 'scrub' };
      default: return assertNever(hit);
    }
  }

  function drop({ move: moved, taken, playhead }: Extract<Gesture, { readonly kind: 'shotBoundary' }>): void {
    goTo(editor, taken ? playhead : moved.to);
    const command = taken ? borderCommand(editor, moved) : undefined;
    // The preview stays until the mirror has the change, so that the cut does not jump.
    const forget = (): void => { if (dragged.getState().move === moved) dragged.setState({ move: null }); };
    if (command === undefined) forget();
    else void moveCut(editor, () => command).catch(editor.report).finally(forget);
  }

  /** The preview stays until the mirror has the change: tracking takes a moment. */
  function dropKey({ keyframeId, from, to }: MovedKey, tracked: boolean): void {
    const { key } = dragged.getState();
    void moveKeyframe(editor, { keyframeId, to, tracked }).catch(editor.report).finally(() => {
      if (dragged.getState().key === key) dragged.setState({ key: null });
      const now = documentOf(editor.project.getState()).keyframes.find(({ id }) => id === keyframeId);
      if (now?.frame === from && from !== to && editor.session.getState().frame === to) goTo(editor, from);
    });
  }

  function letGo(): Gesture {
    const ended = gesture;
    gesture = { kind: 'idle' };
    editor.session.setState({ scrubbing: false });
    return ended;
  }

  return {
    dragged, under, drag,
    down(x, y, frame) {
      const hit = under(x, y, frame);
      if (hit.kind !== 'nothing' && !(hit.kind === 'film' && isScrollable(frame.scale)) && editor.session.getState().speed !== 0) editor.playback.pause();
      gesture = press(hit, x, frame);
      if (gesture.kind === 'scroll') drag(x, frame);
    },
    up({ inPlace } = { inPlace: false }) {
      const ended = letGo();
      if (ended.kind === 'shotBoundary') drop(ended);
      if (ended.kind === 'maskShape' && ended.taken) moveShape(editor, ended.shape);
      if (ended.kind === 'key' && ended.taken) dropKey(ended.key, !inPlace);
    },
    cancel() {
      const ended = letGo();
      dragged.setState(NOTHING_DRAGGED);
      if (ended.kind === 'shotBoundary' && ended.taken) goTo(editor, ended.playhead);
      if (ended.kind === 'key' && ended.taken) goTo(editor, ended.key.from);
      if (ended.kind === 'maskShape' && ended.taken) {
        editor.session.setState({ liveMasks: null });
        goTo(editor, ended.shape.from);
      }
      return ended.kind !== 'idle';
    },
  };
}

/** A press on the scroll handle drags it; beside it, the view is centred on the pointer. */
function scrollFrom(x: number, { scale }: TimelineFrame): Gesture {
  const share = (x - LABELS_PX) / scale.width;
  const shown = scale.width / scale.pxPerFrame;
  const under = share * scale.frameCount;
  return { kind: 'scroll', from: x, start: under >= scale.start && under <= scale.start + shown ? scale.start : under - shown / 2 };
}

/** The command for a moved boundary; `undefined` when it did not move. */
function borderCommand(editor: Editor, move: ShotBoundaryMove): ProjectCommand | undefined {
  const document = documentOf(editor.project.getState());
  const shot = document.shots.find((each) => each.id === move.shotId);
  if (shot === undefined) return undefined;
  if (move.part !== 'cut') {
    const transitionIn = movedEnd(shot.transitionIn, move.part, move.to);
    return transitionIn.kind === 'dissolve' && shot.transitionIn.kind === 'dissolve' && transitionIn.frames.first === shot.transitionIn.frames.first && transitionIn.frames.last === shot.transitionIn.frames.last ? undefined : { kind: 'setTransitionIn', shotId: shot.id, transitionIn };
  }
  const first = shotsWithMovedBoundary(shotsOf(document, shot.clipId), move).find((each) => each.id === shot.id)?.range.first;
  return first === undefined || first === shot.range.first ? undefined : { kind: 'moveCut', shotId: shot.id, to: frameIndex(first) };
}

export function pointerTitle(hit: TimelineHit, document: ProjectDocument, clipId: ClipId): string {
  switch (hit.kind) {
    case 'shotBoundary': return hit.part === 'cut' ? `Move the cut into ${hit.shot.name}` : 'Move the end of the dissolve';
    case 'suggestion': return `Suggested keyframe (confidence ${Math.round(hit.confidence * 100)} %)`;
    case 'note': return hit.note.text === '' ? 'Marker' : hit.note.text;
    case 'key': return keyframeAt(document, clipId, hit.frame)?.still === undefined ? 'Keyframe. Drag it to another frame: its hints are tracked there, with Alt they stay at their places.' : 'Keyframe from a still';
    case 'film': {
      const shot = shotAt(document, clipId, hit.frame);
      return shot === undefined ? '' : `${shot.name}: ${stageLabel(stageOf(shot, keyframesOf(document, shot.id).length)).toLowerCase()}`;
    }
    case 'hints': return `Keyframe with hints${hit.name === '' ? '' : ` of ${hit.name}`}`;
    case 'mask': return maskTitle(hit);
    case 'propagation': return STATE_WORDS[hit.state];
    case 'nothing': case 'frame': return '';
    default: return assertNever(hit);
  }
}

const SPAN_WORDS: Readonly<Record<MaskSpanKind, string>> = { held: 'shape held', interpolated: 'interpolated', tracked: 'tracked', lost: 'lost by tracking' };

function maskTitle({ mask, span, shape }: Extract<TimelineHit, { readonly kind: 'mask' }>): string {
  if (shape === 'byHand') return `${mask.name}: a shape set here. Drag it to another frame.`;
  return `${mask.name}: ${shape === 'tracked' ? 'a tracked shape' : SPAN_WORDS[span]}`;
}

/** The menu of a thing of the timeline, and the frame to which it takes the playhead. */
export function menuOf(hit: TimelineHit, document: ProjectDocument, clipId: ClipId): { readonly frame: number; readonly menu: Pick<OpenMenu, 'id' | 'target'> } | undefined {
  switch (hit.kind) {
    case 'nothing': return undefined;
    case 'key': return { frame: hit.frame, menu: { id: 'keyframe', target: '' } };
    case 'note': return { frame: hit.note.frame, menu: { id: 'marker', target: hit.note.id } };
    case 'hints': return { frame: hit.frame, menu: hit.groupId === undefined ? { id: 'keyframe', target: '' } : { id: 'group', target: hit.groupId } };
    case 'mask': return { frame: hit.frame, menu: { id: 'mask', target: hit.mask.id } };
    case 'shotBoundary': return { frame: hit.shot.range.first, menu: { id: 'shot', target: hit.shot.id } };
    case 'suggestion': case 'film': case 'frame': case 'propagation': {
      const shot = shotAt(document, clipId, hit.frame);
      return shot === undefined ? undefined : { frame: hit.frame, menu: { id: 'shot', target: shot.id } };
    }
    default: return assertNever(hit);
  }
}
