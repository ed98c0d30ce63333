import { clipOf, documentOf, keyframesOf, shotsOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import { showClip } from '../session/show-clip.ts';
import { marksWith } from '../session/loop-range.ts';
import type { Command, Press } from './command.ts';
import { hasClip, needs } from './conditions.ts';

/** @param clipId the clip of the frame, which is shown first; the one that is shown where it is left out */
export function goTo(editor: Editor, frame: number, clipId?: ClipId): void {
  if (clipId !== undefined && clipId !== editor.session.getState().clipId) showClip(editor.session, clipId);
  const clip = clipOf(documentOf(editor.project.getState()), editor.session.getState().clipId);
  if (clip !== undefined) editor.session.setState({ frame: Math.min(clip.frameCount - 1, Math.max(0, frame)) });
}


const hasMarks = needs('No in or out point is set.', ({ session }) => {
  const { inMark, outMark } = session.getState();
  return inMark !== null || outMark !== null;
});

function step(by: number): (editor: Editor) => void {
  return (editor) => {
    if (editor.session.getState().speed !== 0) editor.playback.pause();
    goTo(editor, editor.session.getState().frame + by);
  };
}

/**
 * J and L as in DaVinci Resolve: the first press in a direction plays at normal speed, each further one doubles it. While K is held each
 * press and repeat steps one frame.
 */
function shuttle(direction: 1 | -1): Command['run'] {
  return (editor, press) => {
    if (editor.session.getState().shuttleHeld) step(direction)(editor);
    else if (press?.repeat !== true) editor.playback.shuttle(direction);
  };
}

function hold({ playback, session }: Editor, press?: Press): void {
  if (press?.repeat === true) return;
  playback.pause();
  if (press !== undefined) session.setState({ shuttleHeld: true });
}

/** The nearest of the given frames before or after the playhead. */
export function jump(editor: Editor, frames: readonly number[], direction: 1 | -1): void {
  const { frame } = editor.session.getState();
  const found = direction === 1 ? frames.filter((each) => each > frame).toSorted((a, b) => a - b)[0] : frames.filter((each) => each < frame).toSorted((a, b) => b - a)[0];
  if (found !== undefined) goTo(editor, found);
}

function cuts(editor: Editor): readonly number[] {
  return shotsOf(documentOf(editor.project.getState()), editor.session.getState().clipId).map((shot) => shot.range.first);
}

function keyframesOfClip(editor: Editor): readonly number[] {
  const document = documentOf(editor.project.getState());
  return shotsOf(document, editor.session.getState().clipId).flatMap((shot) => keyframesOf(document, shot.id).map((keyframe) => keyframe.frame));
}

export const playCommands: readonly Command[] = [
  { id: 'play.toggle', group: 'Play', label: (editor) => (editor.session.getState().speed === 0 ? 'Play' : 'Pause'), keys: ['Space'], enabled: hasClip, run: (editor) => editor.playback.toggle() },
  { id: 'play.backward', group: 'Play', label: 'Play reverse', keys: ['KeyJ'], enabled: hasClip, run: shuttle(-1) },
  { id: 'play.stop', group: 'Play', label: 'Stop', keys: ['KeyK'], enabled: hasClip, run: hold, release: ({ session }) => session.setState({ shuttleHeld: false }) },
  { id: 'play.forward', group: 'Play', label: 'Play forward', keys: ['KeyL'], enabled: hasClip, run: shuttle(1) },
  { id: 'play.previousFrame', group: 'Play', label: 'Previous frame', keys: ['ArrowLeft'], enabled: hasClip, run: step(-1) },
  { id: 'play.nextFrame', group: 'Play', label: 'Next frame', keys: ['ArrowRight'], enabled: hasClip, run: step(1) },
  { id: 'play.backTen', group: 'Play', label: 'Back ten frames', keys: ['Shift+ArrowLeft'], enabled: hasClip, run: step(-10) },
  { id: 'play.forwardTen', group: 'Play', label: 'Forward ten frames', keys: ['Shift+ArrowRight'], enabled: hasClip, run: step(10) },
  { id: 'play.previousCut', group: 'Play', label: 'Previous cut', keys: ['ArrowUp'], enabled: hasClip, run: (editor) => jump(editor, cuts(editor), -1) },
  { id: 'play.nextCut', group: 'Play', label: 'Next cut', keys: ['ArrowDown'], enabled: hasClip, run: (editor) => jump(editor, cuts(editor), 1) },
  { id: 'play.previousKeyframe', group: 'Play', label: 'Previous keyframe', keys: ['Comma'], enabled: hasClip, run: (editor) => jump(editor, keyframesOfClip(editor), -1) },
  { id: 'play.nextKeyframe', group: 'Play', label: 'Next keyframe', keys: ['Period'], enabled: hasClip, run: (editor) => jump(editor, keyframesOfClip(editor), 1) },
  { id: 'play.first', group: 'Play', label: 'First frame', keys: ['Home'], enabled: hasClip, run: (editor) => goTo(editor, 0) },
  { id: 'play.last', group: 'Play', label: 'Last frame', keys: ['End'], enabled: hasClip, run: (editor) => goTo(editor, Number.MAX_SAFE_INTEGER) },
  { id: 'play.goTo', group: 'Play', label: 'Go to timecode…', keys: ['$mod+KeyG'], enabled: hasClip, run: ({ session }) => { session.setState({ typingTimecode: true }); } },
  { id: 'play.markIn', group: 'Play', label: 'Mark in', keys: ['Alt+KeyI'], enabled: hasClip, run: ({ session }) => { session.setState((now) => marksWith(now, { inMark: now.frame })); } },
  { id: 'play.markOut', group: 'Play', label: 'Mark out', keys: ['Alt+KeyO'], enabled: hasClip, run: ({ session }) => { session.setState((now) => marksWith(now, { outMark: now.frame })); } },
  { id: 'play.clearMarks', group: 'Play', label: 'Clear in and out', keys: ['Alt+KeyX'], enabled: hasMarks, run: ({ session }) => { session.setState({ inMark: null, outMark: null }); } },
  { id: 'play.loop', group: 'Play', label: (editor) => (editor.session.getState().loopShot ? 'Turn loop off' : 'Loop shot'), keys: ['$mod+KeyL'], enabled: hasClip, run: ({ session }) => session.setState(({ loopShot }) => ({ loopShot: !loopShot })) },
  { id: 'play.sound', group: 'Play', label: (editor) => (editor.session.getState().sound ? 'Mute' : 'Unmute'), keys: ['Shift+KeyM'], run: ({ session }) => session.setState(({ sound }) => ({ sound: !sound })) },
];
