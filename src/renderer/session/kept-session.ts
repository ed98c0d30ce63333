import { z } from 'zod';
import { ClipId, ShotId } from '../../shared/model/ids.ts';
import type { Session, SessionStore } from './session-store.ts';

/** Part of the session that is restored after a reload of the window, for one project. */
const KeptSession = z.object({
  project: z.string(),
  clipId: ClipId,
  frame: z.number().int().min(0),
  tool: z.enum(['point', 'stroke', 'boundary', 'auto', 'eraser', 'mask', 'move', 'pick', 'pan']),
  compare: z.enum(['result', 'wipe', 'sideBySide', 'original']),
  radius: z.number().positive(),
  ab: z.tuple([z.number(), z.number()]),
  loopShot: z.boolean(),
  sound: z.boolean(),
  showScopes: z.boolean(),
  dockTab: z.enum(['shots', 'hints', 'trim', 'masks', 'stills', 'scopes']).default('shots'),
  pxPerFrame: z.number().positive().nullable(),
  timelineStart: z.number(),
  guides: z.object({ safeAreas: z.boolean(), thirds: z.boolean(), grid: z.boolean() }).default({ safeAreas: false, thirds: false, grid: false }),
  page: z.enum(['shots', 'colour', 'quality', 'deliver']).default('colour'),
  /** Shots of the dialog “propagate”, while it is open. */
  propagateShots: z.array(ShotId).optional(),
});
type KeptSession = z.infer<typeof KeptSession>;

const NAME = 'tintype session';
const SAVE_AFTER_MS = 300;

function keptOf(project: string, session: Session): KeptSession | undefined {
  const { clipId, frame, tool, compare, loopShot, sound, showScopes, dockTab, pxPerFrame, timelineStart, guides, page, dialog, propagateShots } = session;
  const { ab, radius } = session.nextHint ?? session;
  return clipId === null ? undefined : { project, clipId, frame, tool, compare, radius, ab: [ab[0], ab[1]], loopShot, sound, showScopes, dockTab, pxPerFrame, timelineStart, guides, page, ...(dialog === 'propagate' ? { propagateShots: [...propagateShots] } : {}) };
}

/** The session of this window before a reload; `undefined` on the first load, for another project, or for invalid text. */
export function readKeptSession(storage: Pick<Storage, 'getItem'>, project: string): Omit<KeptSession, 'project'> | undefined {
  try {
    const { project: of, ...kept } = KeptSession.parse(JSON.parse(storage.getItem(NAME) ?? 'null'));
    return of === project ? kept : undefined;
  } catch {
    // Nothing was stored, or by an earlier version: the window starts at the first frame.
    return undefined;
  }
}

/** Stores the session for a reload of this window. `projectPath` is read at each save. Returns an unsubscribe function. */
export function keepSession(session: SessionStore, storage: Pick<Storage, 'setItem'>, projectPath: () => string | undefined): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = (): void => {
    timer = undefined;
    const path = projectPath();
    const kept = path === undefined ? undefined : keptOf(path, session.getState());
    if (kept !== undefined) storage.setItem(NAME, JSON.stringify(kept));
  };
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    save();
  };
  const stop = session.subscribe(() => { timer ??= setTimeout(save, SAVE_AFTER_MS); });
  globalThis.addEventListener('pagehide', flush);
  return () => {
    stop();
    flush();
    globalThis.removeEventListener('pagehide', flush);
  };
}
