import { createStore, type StoreApi } from 'zustand/vanilla';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { ApprovalChange } from '../../shared/model/approval.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../shared/model/document.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import type { Connection } from '../host/connection.ts';
import { documentOf, keyframesOf, type ProjectStore, shotsOf } from './project-mirror.ts';

/** What has changed of each approved shot since; shots that are as they were approved are not in it. */
export interface ApprovalChanges {
  readonly shots: ReadonlyMap<ShotId, readonly ApprovalChange[]>;
}

interface ApprovalWatcher {
  readonly store: StoreApi<ApprovalChanges>;
  /** Asks for one shot again, whose colour was made. */
  refresh(shotId: ShotId): void;
  /** Asks for all again, as after a restart of the engine. */
  refreshAll(): void;
  stop(): void;
}

/** Asks the engine about approved shots whenever something that decides their appearance has changed; for all of them in one request. */
export function watchApprovals({ project, connection, report }: { readonly project: ProjectStore; readonly connection: Connection; readonly report: (error: unknown) => void }): ApprovalWatcher {
  const store = createStore<ApprovalChanges>(() => ({ shots: new Map() }));
  const asked = new Map<ShotId, Inputs>();
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking || connection.state.getState().kind !== 'connected') return;
    isAsking = true;
    try {
      for (let next = changed(); next.length > 0; next = changed()) {
        for (const { shot, ...inputs } of next) asked.set(shot.id, { shot, ...inputs });
        const ids = next.map(({ shot }) => shot.id);
        const answers = new Map((await connection.client().project.approvalChanges({ shotIds: ids })).map(({ shotId, changes }) => [shotId, changes]));
        const { shots } = store.getState();
        const now = new Map(shots);
        for (const id of ids) {
          const changes = answers.get(id) ?? [];
          if (changes.length === 0) now.delete(id);
          else now.set(id, changes);
        }
        if (now.size > 0 || shots.size > 0) store.setState({ shots: now });
      }
    } catch (error) {
      // Asked again with the next change.
      asked.clear();
      if (!isAbort(error)) report(error);
    } finally {
      isAsking = false;
    }
  }

  /** Approved shots of which something has changed since they were asked about. */
  function changed(): readonly Inputs[] {
    return approvedShots(documentOf(project.getState())).filter((now) => {
      const before = asked.get(now.shot.id);
      return before === undefined || !sameInputs(before, now);
    });
  }

  function look(): void {
    const ids = new Set(approvedShots(documentOf(project.getState())).map(({ shot }) => shot.id));
    for (const id of asked.keys()) if (!ids.has(id)) asked.delete(id);
    if ([...store.getState().shots.keys()].some((id) => !ids.has(id))) store.setState(({ shots }) => ({ shots: new Map([...shots].filter(([id]) => ids.has(id))) }));
    void ask();
  }

  const stop = project.subscribe((now, before) => { if (now.state?.document !== before.state?.document || now.state?.contents !== before.state?.contents) look(); });
  return {
    store, stop,
    refresh(shotId) {
      if (asked.delete(shotId)) void ask();
    },
    refreshAll() {
      asked.clear();
      look();
    },
  };
}

/** The records on which the appearance of a shot depends. They keep their identity unless they change. */
interface Inputs {
  readonly shot: Shot;
  /** The transition out of the shot. */
  readonly out: Shot['transitionIn'] | undefined;
  readonly keyframes: readonly Keyframe[];
  readonly lists: readonly unknown[];
}

function approvedShots(document: ProjectDocument): readonly Inputs[] {
  return document.clips.flatMap((clip) => {
    const shots = shotsOf(document, clip.id);
    return shots.flatMap((shot, index) => (shot.approval === undefined ? [] : [{ shot, out: shots[index + 1]?.transitionIn, keyframes: keyframesOf(document, shot.id), lists: [document.swatches, document.references, clip] }]));
  });
}

function sameInputs(a: Inputs, b: Inputs): boolean {
  const same = (one: readonly unknown[], other: readonly unknown[]): boolean => one.length === other.length && one.every((each, index) => each === other[index]);
  return a.shot === b.shot && a.out === b.out && same(a.keyframes, b.keyframes) && same(a.lists, b.lists);
}
