import type { StoreApi } from 'zustand/vanilla';
import type { ShotColour } from '../../shared/contract/propagate.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { Keyframe, ProjectDocument, Shot, Swatch } from '../../shared/model/document.ts';
import type { ShotId } from '../../shared/model/ids.ts';
import type { Connection } from '../host/connection.ts';
import { documentOf, keyframesOf, type ProjectStore, shotsOf } from './project-mirror.ts';
import type { ShotColours, ShotColoursStore } from './shot-colours.ts';

export interface ShotColoursWatcher {
  readonly refresh: (shotId: ShotId) => void;
  /** Requests the colour of every shot again, e.g. after a restart of the engine. */
  readonly refreshAll: () => void;
  readonly stop: () => void;
}

interface WatchParts {
  readonly project: ProjectStore;
  readonly connection: Connection;
  /** The frame shown: shots near it are requested first. */
  readonly playhead: () => number;
  /** The frame under the hand is being coloured: requests wait until it is. */
  readonly hand: Pick<StoreApi<{ readonly busy: boolean }>, 'getState' | 'subscribe'>;
  readonly report: (error: unknown) => void;
}

/** Concurrent requests: a clip of 2,000 shots is asked for in small parts, so that edits are not delayed. */
const PARALLEL = 4;

/** Requests the colour of a shot again whenever one of its inputs has changed. */
export function watchShotColours(store: ShotColoursStore, { project, connection, playhead, hand, report }: WatchParts): ShotColoursWatcher {
  const asked = new Map<ShotId, ShotInputs>();
  const waiting = new Map<ShotId, Shot>();
  const running = new Set<ShotId>();

  async function ask(shotId: ShotId): Promise<void> {
    running.add(shotId);
    try {
      const { propagate } = connection.client();
      const colour = await propagate.status({ shotId });
      // When it has been requested again, the later answer counts.
      if (waiting.has(shotId) || !asked.has(shotId)) return;
      store.setState(({ shots, suggestions }) => ({ shots: new Map(shots).set(shotId, colour), suggestions: suggestionsAfter(suggestions, colour) }));
      // The shot is requested again at the end of that job.
      if (colour.suggestion === undefined) await propagate.suggestKeyframe({ shotId });
    } catch (error) {
      asked.delete(shotId);
      if (!isAbort(error)) report(error);
    } finally {
      running.delete(shotId);
      pump();
    }
  }

  function pump(): void {
    if (connection.state.getState().kind !== 'connected' || hand.getState().busy) return;
    while (running.size < PARALLEL) {
      const next = nearest([...waiting.values()].filter((shot) => !running.has(shot.id)), playhead());
      if (next === undefined) return;
      waiting.delete(next.id);
      void ask(next.id);
    }
  }

  function look(): void {
    const document = documentOf(project.getState());
    const inputs = shotInputs(document);
    for (const [shotId, now] of inputs) {
      const before = asked.get(shotId);
      if (before !== undefined && sameInputs(before, now)) continue;
      asked.set(shotId, now);
      waiting.set(shotId, now.shot);
    }
    const gone = [...asked.keys()].filter((shotId) => !inputs.has(shotId));
    for (const shotId of gone) {
      asked.delete(shotId);
      waiting.delete(shotId);
    }
    if (gone.length > 0) store.setState(({ shots, suggestions, drafts }) => ({ shots: only(shots, inputs), suggestions: only(suggestions, inputs), drafts: only(drafts, inputs) }));
    pump();
  }

  const stops = [
    project.subscribe((now, before) => { if (now.state?.document !== before.state?.document) look(); }),
    hand.subscribe(({ busy }, before) => { if (before.busy && !busy) pump(); }),
  ];
  return {
    stop() {
      for (const stop of stops) stop();
    },
    refresh(shotId) {
      const now = asked.get(shotId);
      if (now === undefined) return;
      waiting.set(shotId, now.shot);
      pump();
    },
    refreshAll() {
      asked.clear();
      look();
    },
  };
}

/** The last one stays until the present one is known. */
function suggestionsAfter(suggestions: ShotColours['suggestions'], { shotId, suggestion }: ShotColour): ShotColours['suggestions'] {
  if (suggestion === undefined) return suggestions;
  const others = new Map(suggestions);
  others.delete(shotId);
  return suggestion === null ? others : others.set(shotId, suggestion);
}

function only<Value>(map: ReadonlyMap<ShotId, Value>, keys: ReadonlyMap<ShotId, unknown>): ReadonlyMap<ShotId, Value> {
  return new Map([...map].filter(([shotId]) => keys.has(shotId)));
}

function nearest(shots: readonly Shot[], frame: number): Shot | undefined {
  const distance = ({ range }: Shot): number => Math.max(range.first - frame, frame - range.last, 0);
  return shots.reduce<Shot | undefined>((best, each) => (best === undefined || distance(each) < distance(best) ? each : best), undefined);
}

/** What the colour of a shot depends on. Records keep their identity unless they change, so that comparing them is cheap. */
interface ShotInputs {
  readonly shot: Shot;
  /** The transition out of the shot. */
  readonly next: Shot | undefined;
  readonly keyframes: readonly Keyframe[];
  /** Swatches that its hints follow. */
  readonly swatches: readonly (Swatch | undefined)[];
}

function sameInputs(a: ShotInputs, b: ShotInputs): boolean {
  return sameShot(a.shot, b.shot) && a.next?.transitionIn === b.next?.transitionIn && sameItems(a.keyframes, b.keyframes) && sameItems(a.swatches, b.swatches);
}

function sameShot(a: Shot, b: Shot): boolean {
  return a.range === b.range && a.transitionIn === b.transitionIn && a.networks === b.networks && a.vividness === b.vividness && a.automatic === b.automatic
    && a.hintGroups === b.hintGroups && a.masks === b.masks && a.memory === b.memory;
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** Inputs of every shot that has keyframes. */
function shotInputs(document: ProjectDocument): ReadonlyMap<ShotId, ShotInputs> {
  const swatches = new Map(document.swatches.map((swatch) => [swatch.id, swatch]));
  const inputs = new Map<ShotId, ShotInputs>();
  for (const clip of document.clips) {
    const shots = shotsOf(document, clip.id);
    shots.forEach((shot, index) => {
      const keyframes = keyframesOf(document, shot.id);
      if (keyframes.length === 0) return;
      const followed = keyframes.flatMap(({ hints }) => hints.flatMap((hint) => ('swatch' in hint && hint.swatch !== undefined ? [swatches.get(hint.swatch)] : [])));
      inputs.set(shot.id, { shot, next: shots[index + 1], keyframes, swatches: followed });
    });
  }
  return inputs;
}
