import { soundUrl } from '../../shared/contract/pixel-urls.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { type FrameRange, frameAtSeconds, frameRange, toSeconds } from '../../shared/model/frame.ts';
import { clipOf, documentOf, pixelsOf, type ProjectStore } from '../document/project-mirror.ts';
import { loopRange } from './loop-range.ts';
import type { SessionStore } from './session-store.ts';

/** Plays by the clock: frames that are late are dropped, the time stays exact. */
export interface Playback {
  play(speed: number): void;
  pause(): void;
  toggle(): void;
  /** J and L: each press doubles the speed in that direction. */
  shuttle(direction: 1 | -1): void;
  stop(): void;
}

const FASTEST = 8;
/** Sound is corrected when it is off by more than this; less is not audible, and a correction would be. */
const SOUND_DRIFT_SECONDS = 0.12;

/** Pure: the frame after a time. Loops inside `loop`; otherwise `ended` at the first or last frame. */
export function playedFrame(start: { readonly frame: number; readonly speed: number }, elapsedSeconds: number, clip: Pick<Clip, 'rate' | 'frameCount'>, loop: FrameRange | undefined): { readonly frame: number; readonly ended: boolean } {
  const steps = frameAtSeconds(elapsedSeconds * Math.abs(start.speed), clip.rate) * Math.sign(start.speed);
  const range = loop ?? frameRange(0, clip.frameCount - 1);
  const target = start.frame + steps;
  if (loop === undefined) return { frame: Math.min(range.last, Math.max(range.first, target)), ended: start.speed > 0 ? target >= range.last : target <= range.first };
  const length = range.last - range.first + 1;
  return { frame: range.first + ((((target - range.first) % length) + length) % length), ended: false };
}

/** Pure: the speed after a press of J (−1) or L (1): doubled in the present direction, else normal speed in the other. */
export function shuttleSpeed(speed: number, direction: 1 | -1): number {
  return Math.sign(speed) === direction ? Math.max(-FASTEST, Math.min(FASTEST, speed * 2)) : direction;
}

export function createPlayback(session: SessionStore, project: ProjectStore): Playback {
  let request = 0;
  let start = { frame: 0, speed: 1, at: 0 };
  let shown = -1;
  let audio: HTMLAudioElement | undefined;

  function clip(): Clip | undefined {
    return clipOf(documentOf(project.getState()), session.getState().clipId);
  }

  function tick(now: number): void {
    const playing = clip();
    const { frame: here } = session.getState();
    if (playing === undefined) {
      pause();
      return;
    }
    // The user moved the playhead: playback continues from there.
    if (here !== shown) start = { ...start, frame: here, at: now };
    const loop = loopRange(documentOf(project.getState()), { ...session.getState(), frame: start.frame });
    const { frame, ended } = playedFrame(start, (now - start.at) / 1000, playing, loop);
    shown = frame;
    if (frame !== here) session.setState({ frame });
    keepSound(playing, frame);
    if (ended) pause();
    else request = requestAnimationFrame(tick);
  }

  function keepSound(playing: Clip, frame: number): void {
    const wanted = session.getState().sound && start.speed === 1 && playing.audioTracks > 0;
    if (!wanted) {
      audio?.pause();
      return;
    }
    const url = soundUrl(pixelsOf(project.getState(), playing.id));
    if (audio?.dataset.url !== url) {
      audio?.pause();
      audio = new Audio(url);
      audio.dataset.url = url;
    }
    const seconds = toSeconds(frame, playing.rate);
    if (Math.abs(audio.currentTime - seconds) > SOUND_DRIFT_SECONDS && !audio.seeking) audio.currentTime = seconds;
    // A browser may refuse sound before the first click, and a machine may have none: the picture plays anyway.
    if (audio.paused) audio.play().catch(() => undefined);
  }

  function play(speed: number): void {
    const playing = clip();
    if (playing === undefined) return;
    const { frame } = session.getState();
    // Without the loop, playback ends at the last frame.
    const atEnd = speed > 0 ? frame >= playing.frameCount - 1 : frame <= 0;
    if (atEnd && loopRange(documentOf(project.getState()), session.getState()) === undefined) {
      pause();
      return;
    }
    cancelAnimationFrame(request);
    start = { frame, speed, at: performance.now() };
    shown = frame;
    session.setState({ speed });
    request = requestAnimationFrame(tick);
  }

  function pause(): void {
    cancelAnimationFrame(request);
    audio?.pause();
    session.setState({ speed: 0 });
  }

  return {
    play, pause,
    toggle() {
      if (session.getState().speed === 0) play(1);
      else pause();
    },
    shuttle(direction) {
      const { speed } = session.getState();
      play(shuttleSpeed(speed, direction));
    },
    stop: pause,
  };
}
