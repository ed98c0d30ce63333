import type { FrameDraft } from '../../shared/contract/propagate.ts';
import type { ProjectDocument, Shot } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import { isLimiting } from '../../shared/model/mask-limits.ts';
import { documentOf, keyframesOf, type ProjectStore } from '../document/project-mirror.ts';
import { type ShotColoursStore, shotsToDraft } from '../document/shot-colours.ts';
import type { Connection } from '../host/connection.ts';
import type { SessionStore } from './session-store.ts';

/** Minimum time at a frame before a draft is requested: frames passed while scrubbing need none. */
const ASK_AFTER_MS = 60;
/** Drafts kept in all; the engine keeps their planes in memory. */
const DRAFTS_KEPT = 48;

/** Inputs of a draft of a shot's frame, as records of the document. */
type DraftInputs = readonly unknown[];

interface WantedDraft {
  readonly shot: Shot;
  readonly frame: number;
  readonly inputs: DraftInputs;
}

/**
 * Has a draft made of the frame at the playhead where it has no present colour: one request at a time, and the newest frame counts. An edit
 * of the shot's keyframes drops its drafts. Returns an unsubscribe function.
 */
export function draftFrames({ project, session, colours, connection }: { readonly project: ProjectStore; readonly session: SessionStore; readonly colours: ShotColoursStore; readonly connection: Connection }): () => void {
  const madeFrom = new Map<ShotId, DraftInputs>();
  /** A frame without a draft is not requested again until an input changes. */
  let refused: WantedDraft | undefined;
  let asked: (WantedDraft & { readonly controller: AbortController }) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wanted(): WantedDraft | undefined {
    const { clipId, frame, speed, live } = session.getState();
    if (clipId === null || speed !== 0 || live !== null || connection.state.getState().kind !== 'connected') return undefined;
    const document = documentOf(project.getState());
    const shot = shotsToDraft(colours.getState(), document, clipId, frame).find((each) => keyframesOf(document, each.id).length > 0);
    return shot === undefined ? undefined : { shot, frame, inputs: inputsOf(document, shot) };
  }

  async function ask(now: WantedDraft): Promise<void> {
    const controller = new AbortController();
    const mine = { ...now, controller };
    asked = mine;
    try {
      const draft = await connection.client().propagate.draft({ shotId: now.shot.id, frame: frameIndex(now.frame) }, { signal: controller.signal });
      if (controller.signal.aborted) return;
      if (draft === null) refused = now;
      else keep(now, draft);
    } catch {
      // An error that prevents a draft also stops the propagation, which reports it.
      if (!controller.signal.aborted) refused = now;
    } finally {
      if (asked === mine) asked = undefined;
      look();
    }
  }

  function keep({ shot, frame, inputs }: WantedDraft, draft: FrameDraft): void {
    madeFrom.set(shot.id, inputs);
    colours.setState(({ drafts }) => ({ drafts: withDraft(drafts, { shotId: shot.id, frame, draft }) }));
  }

  function look(): void {
    const next = wanted();
    if (asked !== undefined && (next === undefined || !isSame(asked, next))) {
      asked.controller.abort();
      asked = undefined;
    }
    clearTimeout(timer);
    if (next === undefined || asked !== undefined || (refused !== undefined && isSame(refused, next))) return;
    timer = setTimeout(() => {
      const now = wanted();
      if (now !== undefined && asked === undefined) void ask(now);
    }, ASK_AFTER_MS);
  }

  function dropOld(): void {
    const document = documentOf(project.getState());
    const old = [...madeFrom].filter(([shotId, inputs]) => {
      const shot = document.shots.find(({ id }) => id === shotId);
      return shot === undefined || !isEqual(inputs, inputsOf(document, shot));
    }).map(([shotId]) => shotId);
    if (old.length === 0) return;
    for (const shotId of old) madeFrom.delete(shotId);
    colours.setState(({ drafts }) => ({ drafts: new Map([...drafts].filter(([shotId]) => !old.includes(shotId))) }));
  }

  const stops = [
    project.subscribe((now, before) => {
      if (now.state !== before.state) dropOld();
      look();
    }),
    session.subscribe((now, before) => { if (now.frame !== before.frame || now.clipId !== before.clipId || now.speed !== before.speed || now.live !== before.live) look(); }),
    colours.subscribe((now, before) => { if (now.shots !== before.shots) look(); }),
    connection.state.subscribe(() => { look(); }),
  ];
  return () => {
    clearTimeout(timer);
    asked?.controller.abort();
    for (const stop of stops) stop();
  };
}

/** The newest drafts, with one more. */
function withDraft(drafts: ReadonlyMap<ShotId, ReadonlyMap<number, FrameDraft>>, { shotId, frame, draft }: { readonly shotId: ShotId; readonly frame: number; readonly draft: FrameDraft }): ReadonlyMap<ShotId, ReadonlyMap<number, FrameDraft>> {
  const own = new Map(drafts.get(shotId));
  own.delete(frame);
  own.set(frame, draft);
  const later = new Map([...drafts].filter(([each]) => each !== shotId)).set(shotId, own);
  let count = [...later.values()].reduce((sum, each) => sum + each.size, 0);
  for (const [each, frames] of later) {
    if (count <= DRAFTS_KEPT) break;
    const kept = [...frames].slice(Math.min(frames.size, count - DRAFTS_KEPT));
    count -= frames.size - kept.length;
    if (kept.length === 0) later.delete(each);
    else later.set(each, new Map(kept));
  }
  return later;
}

/** Records keep their identity unless they change. */
function inputsOf(document: ProjectDocument, shot: Shot): DraftInputs {
  const clip = document.clips.find(({ id }) => id === shot.clipId);
  const masks = shot.masks?.some((mask) => isLimiting(mask, shot)) === true ? shot.masks : undefined;
  return [clip?.coding, clip?.contentHash, shot.networks, shot.vividness, shot.range, shot.hintGroups, masks, shot.memory, document.swatches, document.references, ...keyframesOf(document, shot.id)];
}

function isSame(a: WantedDraft, b: WantedDraft): boolean {
  return a.shot.id === b.shot.id && a.frame === b.frame && isEqual(a.inputs, b.inputs);
}

function isEqual(a: DraftInputs, b: DraftInputs): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
