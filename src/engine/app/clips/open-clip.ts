import { z } from 'zod';
import { type Clip, type ClipCoding, deinterlaced, withCoding } from '../../../shared/model/clip.ts';
import { withRate } from '../../../shared/model/clip-rate.ts';
import { frameRange, type Rate } from '../../../shared/model/frame.ts';
import { type ClipId, type JobId, newId, ShotId } from '../../../shared/model/ids.ts';
import type { JobRunner } from '../../jobs/index.ts';
import { readFirstPicture } from '../../media/index.ts';
import type { OpenedClip, App } from '../app.ts';
import type { Services } from '../services.ts';
import { enqueueProxy, type ShotsResult, shotName } from './clip-jobs.ts';

/** Setting of the project: the clip's shots were detected once. From then on only the user changes them. */
const shotsFound = (clipId: ClipId): string => `shotsFound/${clipId}`;

interface OpenClipOptions {
  readonly signal?: AbortSignal;
  readonly proxy?: boolean;
  /** Whether a window waits for the first picture; where there is to be a proxy, one does. */
  readonly firstPicture?: boolean;
  readonly deinterlace?: boolean;
  /** Instead of what its tags say; a clip that is in the project already keeps its own. */
  readonly coding?: ClipCoding;
  /** Of an image sequence, instead of what is probed; a clip that is in the project already keeps its own. */
  readonly sequenceRate?: Rate;
  /** Whether its shots are detected; false where an edit list gives them. */
  readonly shots?: boolean;
}

/**
 * Adds a film to the open project as one shot, so that it is shown at once, and starts the jobs that detect its shots (unless they were
 * detected before) and make its proxy. The first picture is read before those jobs begin, because the user waits for it.
 * @throws AppError `file.missing`, `media.*`, `project.none`; `input.malformed` for a rate that the clip cannot have
 */
export async function openClip(app: App, jobs: JobRunner, path: string, options: OpenClipOptions = {}): Promise<OpenedClip & { readonly clip: Clip }> {
  app.document();
  const probed = await app.services.probeClip(path, options);
  const timed = options.sequenceRate === undefined ? probed : withRate(probed, options.sequenceRate);
  const clip = withCoding(options.deinterlace === true ? deinterlaced(timed) : timed, options.coding);
  const known = app.document().clips.find((each) => each.contentHash === clip.contentHash);
  if (known === undefined) {
    const whole = { id: newId(ShotId), clipId: clip.id, name: shotName(1), range: frameRange(0, clip.frameCount - 1), transitionIn: { kind: 'cut' as const } };
    const first = options.proxy === false && options.firstPicture !== true ? undefined : app.services.pictures.jpeg(clip, 0, { urgency: 'now', signal: options.signal });
    // The window requests the same picture and reports errors of the clip.
    const seen = first?.catch(() => undefined);
    app.apply({ kind: 'addClip', clip, shots: [whole] });
    await seen;
  }
  const present = known ?? clip;
  await app.checkContents();
  const job = options.shots === false || app.setting(shotsFound(present.id), z.literal(true)) === true ? undefined : jobs.enqueue('findShots', { clip: present });
  if (options.proxy !== false) enqueueProxy(app.services, jobs, present);
  return { clipId: present.id, jobId: job?.id, clip: present };
}

/** A film's first frame, while `openClip` counts its frames: a JPEG; null for films that are open in a moment. Throws as `readFirstPicture` */
export async function firstPicture({ tools }: Pick<Services, 'tools'>, path: string, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<Blob | null> {
  const picture = await readFirstPicture(path, await tools(), options);
  return picture === undefined ? null : new Blob([Uint8Array.from(picture)], { type: 'image/jpeg' });
}

/** Detects the shots of a clip again. @throws AppError `project.notFound` */
export function findShots(app: App, jobs: JobRunner, clipId: ClipId): JobId {
  return jobs.enqueue('findShots', { clip: app.clip(clipId) }).id;
}

/** Adds detected shots to the document, unless the user has edited the shots or closed the project in the meantime. */
export function takeFoundShots(app: App, result: ShotsResult): void {
  const state = app.current();
  if (state === undefined || state.readOnly) return;
  const shots = state.document.shots.filter((each) => each.clipId === result.clipId);
  if (shots.length === 0) return;
  app.keepSetting(shotsFound(result.clipId), true);
  if (shots.length !== 1 || result.shots.length <= 1) return;
  app.apply({ kind: 'replaceShots', clipId: result.clipId, shots: [...result.shots] });
}
