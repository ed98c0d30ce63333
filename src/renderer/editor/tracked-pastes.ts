import { z } from 'zod';
import { ColourLikeResult, TrackResult } from '../../shared/contract/propagate.ts';
import type { Shot, Still } from '../../shared/model/document.ts';
import { frameIndex } from '../../shared/model/frame.ts';
import { HintGroups } from '../../shared/model/hint-group.ts';
import { type HintId, JobId, ReferenceId, ShotId } from '../../shared/model/ids.ts';
import { Layers } from '../../shared/model/layer.ts';
import type { JobsMirror, JobsStore } from '../document/jobs-mirror.ts';
import { documentOf, type ProjectStore } from '../document/project-mirror.ts';
import { showDone } from '../ui/notify.ts';
import type { Edits } from './edits.ts';
import { applyPastes, canTrack, type CopiedKeyframe, hintsInPlace, layersOfStill, type LikeFound, likeWords, madeHints, type Paste, pasteWords, type PasteTarget } from './paste-hints.ts';

/** Pastes whose hints are being tracked by a job of the engine: done when it is done, also by a window that was loaded anew meanwhile. */
export interface TrackedPastes {
  /** Begins to look for the positions; hints that are gone from the document are pasted where they were. @throws AppError as `propagate.track` */
  start(copied: CopiedKeyframe, targets: readonly PasteTarget[]): Promise<void>;
  /** Colours shots like another one, or like a still, whose layers they take over: its job's hints are pasted when it is done. @throws AppError as `propagate.colourLike` */
  startLike(like: Shot | Still, targets: readonly PasteTarget[]): Promise<void>;
  readonly stop: () => void;
}

/** What a job's result is for. */
const PendingPaste = z.object({ jobId: JobId, project: z.string(), wanted: z.number().int(), referenceId: ReferenceId.optional(), shotIds: z.array(ShotId), /** Name of the shot or still that others are coloured like; layers that they take over. */ like: z.string().optional(), layers: Layers.optional(), /** Groups of a still's hints. */ groups: HintGroups.optional() });
type PendingPaste = z.infer<typeof PendingPaste>;

const NAME = 'tintype pastes';

interface Parts {
  readonly project: ProjectStore;
  readonly jobs: JobsStore;
  readonly edits: Edits;
  /** Of this window alone: what another one begins is pasted there. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Hints that are locked in this window. */
  readonly locked: () => ReadonlySet<HintId>;
  readonly report: (error: unknown) => void;
}

export function createTrackedPastes({ project, jobs, edits, storage, locked, report }: Parts): TrackedPastes {
  let pending = readPending(storage);
  /** Those begun by this window, with how often the list of jobs had been read then: a job that is in no later list is gone. */
  const begunAt = new Map<JobId, number>();

  function keep(next: readonly PendingPaste[]): void {
    pending = next;
    storage.setItem(NAME, JSON.stringify(next));
  }

  function look({ jobs: list, listed }: JobsMirror = jobs.getState()): void {
    const { state } = project.getState();
    if (state === null) return;
    for (const paste of pending) {
      const job = list.find(({ id }) => id === paste.jobId);
      const isGone = job === undefined && listed > (begunAt.get(paste.jobId) ?? 0);
      if (isGone || paste.project !== state.path) keep(pending.filter((each) => each !== paste));
      else if (job?.state === 'done') {
        keep(pending.filter((each) => each !== paste));
        finish(paste, job.result).catch(report);
      }
    }
  }

  async function finish({ wanted, referenceId, shotIds, like, layers, groups = [] }: PendingPaste, result: unknown): Promise<void> {
    const { targets } = TrackResult.parse(result);
    const { shots } = documentOf(project.getState());
    const pastes = targets.flatMap(({ frame, hints }, index): Paste[] => {
      const shot = shots.find(({ id }) => id === shotIds[index]);
      // Asked for twice, the same job has one result: each paste has hints of its own.
      const seen = hintsInPlace({ hints: hints.filter(({ lost }) => !lost).map(({ hint }) => hint) });
      if (shot === undefined) return [];
      if (like === undefined) return [{ shot, frame, hints: seen }];
      const groupName = `Like ${like}`;
      const made = madeHints(seen, { groupName, groups });
      return [{ shot, frame, hints: made.hints, like: { groupName, groups: made.groups, locked: locked() } }];
    });
    await applyPastes({ project, edits }, { referenceId, layers }, pastes);
    const words = like === undefined ? pasteWords(wanted, pastes) : likeWords(like, foundOf(result, { shotIds, pastes }), { layers, wanted });
    if (words !== undefined) showDone(words);
  }

  function wait(begun: PendingPaste, listed: number): void {
    begunAt.set(begun.jobId, listed);
    keep([...pending, begun]);
    look();
  }

  const stops = [jobs.subscribe(look), project.subscribe(() => { look(); })];
  return {
    async start(copied, targets) {
      const { state } = project.getState();
      if (state === null || targets.length === 0) return;
      const { referenceId, hints } = copied;
      if (!canTrack(state.document, copied)) {
        await applyPastes({ project, edits }, copied, targets.map(({ shot, frames }) => inPlace(shot, frames[0]!, copied)));
        return;
      }
      const { listed } = jobs.getState();
      const { jobId } = await edits.ask((client) => client.propagate.track({ keyframeId: copied.id, hintIds: hints.map(({ id }) => id), targets: targets.map(({ frames }) => ({ frames: frames.map(frameIndex) })) }));
      wait({ jobId, project: state.path, wanted: hints.length, ...(referenceId === undefined ? {} : { referenceId }), shotIds: targets.map(({ shot }) => shot.id) }, listed);
    },
    async startLike(like, targets) {
      const { state } = project.getState();
      const still = 'madeAt' in like ? like : undefined;
      const possible = targets.filter(({ shot, frames }) => ('madeAt' in like || shot.id !== like.id) && frames.length > 0);
      if (state === null || possible.length === 0) return;
      const { listed } = jobs.getState();
      const { jobId } = await edits.ask((client) => client.propagate.colourLike({ from: 'madeAt' in like ? { kind: 'still', stillId: like.id } : { kind: 'shot', shotId: like.id }, targets: possible.map(({ shot, frames }) => ({ shotId: shot.id, frames: frames.map(frameIndex) })) }));
      const layers = still === undefined ? undefined : layersOfStill(still);
      wait({ jobId, project: state.path, wanted: still?.hints?.length ?? 0, shotIds: possible.map(({ shot }) => shot.id), like: like.name, ...(layers === undefined ? {} : { layers }), ...(still?.groups === undefined ? {} : { groups: still.groups }) }, listed);
    },
    stop: () => { for (const stop of stops) stop(); },
  };
}

/** What a job `colourLike` found for each shot that is still there. */
function foundOf(result: unknown, { shotIds, pastes }: { readonly shotIds: readonly ShotId[]; readonly pastes: readonly Paste[] }): readonly LikeFound[] {
  const { targets } = ColourLikeResult.parse(result);
  return pastes.map((paste) => {
    const target = targets[shotIds.indexOf(paste.shot.id)];
    return { paste, sure: target?.confidence ?? 0, carried: target?.hints.filter(({ from, hint, lost }) => !lost && from !== hint.id).length ?? 0 };
  });
}

function inPlace(shot: Shot, frame: number, copied: CopiedKeyframe): Paste {
  return { shot, frame, hints: hintsInPlace(copied) };
}

/** Pastes that this window began before it was reloaded; none when the text has another format. */
function readPending(storage: Pick<Storage, 'getItem'>): readonly PendingPaste[] {
  try {
    return z.array(PendingPaste).parse(JSON.parse(storage.getItem(NAME) ?? '[]'));
  } catch {
    return [];
  }
}
