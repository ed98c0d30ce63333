import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PaintedFrame } from '../../shared/contract/colorize.ts';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../shared/model/document.ts';
import { withEffectiveAb } from '../../shared/model/hint-kinds.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import { maskOnFrame } from '../../shared/model/mask.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import { documentOf, keyframeAt, type ProjectStore, shotAt } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import type { SessionStore } from './session-store.ts';

/** Painted colour of a frame with hints. */
export interface Painting {
  /** Its inputs, as text. */
  readonly signature: string;
  readonly painted: PaintedFrame;
  /** The newest one that was not a preview of a gesture; a gesture's last preview is one once the document has its hints. */
  readonly kept: PaintedFrame | undefined;
}

/** The newest colour of frames with hints, by clip and frame. A frame keeps its last colour until the next arrives. */
export interface Paintings {
  readonly frames: ReadonlyMap<string, Painting>;
  readonly busy: boolean;
  /** Why the frame shown could not be coloured, as a message. */
  readonly failed: string | null;
}

export interface Painter {
  readonly store: StoreApi<Paintings>;
  /** Retries failed paintings, e.g. after a restart of the engine. */
  retry(): void;
  stop(): void;
}

export function paintingName(clipId: ClipId, frame: number): string {
  return `${clipId}/${frame}`;
}

/** Whether a frame has another colour than before, apart from previews of a gesture. */
export function hasNewColour({ frames }: Paintings, before: Paintings): boolean {
  return frames !== before.frames && frames.entries().some(([name, { kept }]) => kept !== before.frames.get(name)?.kept);
}

/** What groups and masks make of hints on a frame. */
function limitsOf(shot: Shot | undefined, frame: number): readonly unknown[] {
  const groups = (shot?.hintGroups ?? []).filter(({ off, mask }) => off === true || mask !== undefined);
  const masks = (shot?.masks ?? []).filter(({ id, stopsColour }) => stopsColour === true || groups.some(({ mask }) => mask === id));
  return [groups.map(({ id, off, mask }) => [id, off, mask]), masks.map((mask) => [mask.stopsColour, maskOnFrame(mask, frame, shot?.masks ?? [])])];
}

/** The inputs of a painting, as text. */
function signatureOf(hints: readonly Hint[], { document, shot, frame }: { readonly document: ProjectDocument; readonly shot: Shot | undefined; readonly frame: number }, keyframe: Partial<Pick<Keyframe, 'still' | 'referenceId' | 'correction'>>): string {
  return JSON.stringify([hints.map((hint) => withEffectiveAb(hint, document.swatches)), ...limitsOf(shot, frame), keyframe.still?.contentHash, keyframe.referenceId, keyframe.correction, shot?.vividness, shot?.automatic]);
}

interface Wanted {
  readonly name: string;
  readonly signature: string;
  /** Part of a gesture. */
  readonly live: boolean;
  readonly ask: (signal: AbortSignal) => Promise<PaintedFrame>;
}

interface PainterOptions {
  readonly project: ProjectStore;
  readonly session: SessionStore;
  readonly connection: Connection;
  /** Loads a plane. The next request is sent afterwards, so that each preview is shown. */
  readonly bringPlane: (key: string) => Promise<void>;
  /** During a gesture: resolves when pointer events have been handled after a picture, at the latest when `signal` fires. */
  readonly yieldToInput: (signal: AbortSignal) => Promise<void>;
  readonly report: (error: unknown) => void;
}

/**
 * Colours the frame shown: its preview hints during a gesture, else its keyframe. One request at a time, and after it only the newest:
 * outdated states of a gesture are never painted.
 */
export function createPainter(options: PainterOptions): Painter {
  const { project, session, connection } = options;
  const store = createStore<Paintings>(() => ({ frames: new Map(), busy: false, failed: null }));
  let failed: string | undefined;
  let waiting: Wanted | undefined;
  let working = false;
  let resting: AbortController | undefined;
  const life = new AbortController();

  function wanted(): Wanted | undefined {
    const { clipId, frame, live } = session.getState();
    const document = documentOf(project.getState());
    if (clipId === null) return undefined;
    const name = paintingName(clipId, frame);
    const keyframe = keyframeAt(document, clipId, frame);
    const shot = shotAt(document, clipId, frame);
    const of = { document, shot, frame };
    if (live !== null && live.clipId === clipId && live.frame === frame) {
      const hints = live.hints.map((hint) => withEffectiveAb(hint, document.swatches));
      const { referenceId, correction } = keyframe ?? {};
      return { name, live: true, signature: signatureOf(hints, of, { ...(referenceId === undefined ? {} : { referenceId }), ...(correction === undefined ? {} : { correction }) }), ask: (signal) => connection.client().colorize.preview({ clipId, frame: frameIndex(frame), hints, ...(referenceId === undefined ? {} : { referenceId }) }, { signal }) };
    }
    if (keyframe === undefined) return undefined;
    return { name, live: false, signature: signatureOf(keyframe.hints, of, keyframe), ask: (signal) => connection.client().colorize.keyframe({ keyframeId: keyframe.id }, { signal }) };
  }

  function look(): void {
    waiting = wanted();
    if (store.getState().failed !== null && failed !== questionOf(waiting)) store.setState({ failed: null });
    // The gesture has ended: its result is requested without pacing.
    if (waiting?.live !== true) resting?.abort();
    if (!working) void work();
  }

  function questionOf(each: Wanted | undefined): string {
    return each === undefined ? '' : `${each.name} ${each.signature}`;
  }

  async function work(): Promise<void> {
    working = true;
    try {
      while (waiting !== undefined && !life.signal.aborted) {
        const next = waiting;
        waiting = undefined;
        const known = store.getState().frames.get(next.name);
        const question = questionOf(next);
        const isKnown = known?.signature === next.signature;
        // The last preview of a gesture is the frame's colour at once; the engine keeps it when it is asked for the keyframe.
        const isPreview = isKnown && !next.live && known.kept !== known.painted;
        if (isKnown) keep(next, known.painted);
        if ((!isKnown || isPreview) && failed !== question) {
          store.setState({ busy: true });
          await paint(next, question);
          if (next.live) await rest();
        }
      }
    } finally {
      working = false;
      // No notification without a change: every playhead step and pointer move calls this.
      if (store.getState().busy) store.setState({ busy: false });
    }
  }

  function keep({ name, signature, live }: Wanted, painted: PaintedFrame): void {
    const known = store.getState().frames.get(name);
    const kept = live ? known?.kept : painted;
    if (known?.painted === painted && known.kept === kept) return;
    store.setState(({ frames }) => ({ frames: new Map(frames).set(name, { signature, painted, kept }) }));
  }

  async function rest(): Promise<void> {
    if (waiting !== undefined && !waiting.live) return;
    resting = new AbortController();
    await options.yieldToInput(AbortSignal.any([resting.signal, life.signal]));
    resting = undefined;
  }

  async function paint(next: Wanted, question: string): Promise<void> {
    try {
      const painted = await next.ask(life.signal);
      await options.bringPlane(painted.key);
      failed = undefined;
      if (store.getState().failed !== null) store.setState({ failed: null });
      keep(next, painted);
    } catch (error) {
      failed = question;
      // A lost engine is told by the banner, and asked again when it is back.
      store.setState({ failed: isAbort(error) || (error instanceof AppError && error.code === 'network.unreachable') ? null : error instanceof AppError ? error.message : 'Something went wrong in Tintype.' });
      // The keyframe may have been undone during the request.
      if (!isAbort(error) && !(error instanceof AppError && error.code === 'project.notFound')) options.report(error);
    }
  }

  const stops = [
    project.subscribe((now, before) => { if (now.state?.document !== before.state?.document) look(); }),
    session.subscribe((now, before) => { if (now.clipId !== before.clipId || now.frame !== before.frame || now.live !== before.live) look(); }),
  ];
  return {
    store,
    retry() {
      failed = undefined;
      store.setState({ failed: null });
      look();
    },
    stop() {
      life.abort();
      for (const stop of stops) stop();
    },
  };
}
