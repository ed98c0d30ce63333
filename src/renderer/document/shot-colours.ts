import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FrameColour, ShotColour } from '../../shared/contract/propagate.ts';
import type { ProjectDocument, Shot } from '../../shared/model/document.ts';
import { rangeIncludes } from '../../shared/model/frame.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { Connection } from '../host/connection.ts';
import type { WireClient } from '../host/wire.ts';
import { documentOf, type ProjectStore } from './project-mirror.ts';

/** Which frames of which shots have colour now. Shots without keyframes are not in it: they have none. */
export interface ShotColours {
  readonly shots: ReadonlyMap<ShotId, ShotColour>;
}

export type ShotColoursStore = StoreApi<ShotColours>;

export function createShotColours(): ShotColoursStore {
  return createStore<ShotColours>(() => ({ shots: new Map() }));
}

export function colourOfFrame({ shots }: ShotColours, document: ProjectDocument, clipId: ClipId | null, frame: number): FrameColour | undefined {
  for (const shot of document.shots) {
    if (shot.clipId !== clipId || !rangeIncludes(shot.range, frame)) continue;
    const colour = shots.get(shot.id);
    return colour?.frames[frame - colour.range.first];
  }
  return undefined;
}

/** How much of a shot is coloured: frames of its own range only. */
export function colouredCount(colour: ShotColour | undefined, shot: Shot): { readonly coloured: number; readonly lowest: number | null } {
  let coloured = 0;
  let lowest: number | null = null;
  if (colour !== undefined) {
    for (let frame = shot.range.first as number; frame <= shot.range.last; frame++) {
      const each = colour.frames[frame - colour.range.first];
      if (each?.key === undefined || each.key === null) continue;
      coloured += 1;
      if (each.confidence !== null && (lowest === null || each.confidence < lowest)) lowest = each.confidence;
    }
  }
  return { coloured, lowest };
}

/** Takes frames as propagation makes them, until the connection ends. */
export async function followFrames(store: ShotColoursStore, client: WireClient, options: { readonly onStale: (shotId: ShotId) => void }): Promise<void> {
  const events = await client.propagate.events();
  for await (const event of events) {
    if (event.kind === 'stale') options.onStale(event.shotId);
    else {
      store.setState(({ shots }) => {
        const shot = shots.get(event.shotId);
        const index = shot === undefined ? -1 : event.frame - shot.range.first;
        if (shot === undefined || index < 0 || index >= shot.frames.length) return { shots };
        return { shots: new Map(shots).set(event.shotId, { ...shot, frames: shot.frames.with(index, event.colour) }) };
      });
    }
  }
}

/** Asks again how shots stand whenever what their colour depends on has changed. Returns its undo and a way to ask at once. */
export function watchShotColours(store: ShotColoursStore, project: ProjectStore, connection: Connection, report: (error: unknown) => void): { readonly refresh: (shotId: ShotId) => void; readonly refreshAll: () => void; readonly stop: () => void } {
  const asked = new Map<ShotId, string>();
  const tickets = new Map<ShotId, number>();

  async function ask(shotId: ShotId): Promise<void> {
    const ticket = (tickets.get(shotId) ?? 0) + 1;
    tickets.set(shotId, ticket);
    try {
      const colour = await connection.client().propagate.status({ shotId });
      // A later question has been asked meanwhile: its answer counts.
      if (tickets.get(shotId) === ticket) store.setState(({ shots }) => ({ shots: new Map(shots).set(shotId, colour) }));
    } catch (error) {
      asked.delete(shotId);
      if (!isAbort(error)) report(error);
    }
  }

  function look(): void {
    const document = documentOf(project.getState());
    const signatures = shotSignatures(document);
    for (const [shotId, signature] of signatures) {
      if (asked.get(shotId) === signature) continue;
      asked.set(shotId, signature);
      void ask(shotId);
    }
    const gone = [...asked.keys()].filter((shotId) => !signatures.has(shotId));
    if (gone.length === 0) return;
    for (const shotId of gone) {
      asked.delete(shotId);
      tickets.delete(shotId);
    }
    store.setState(({ shots }) => ({ shots: new Map([...shots].filter(([shotId]) => signatures.has(shotId))) }));
  }

  const stop = project.subscribe((now, before) => { if (now.state?.document !== before.state?.document) look(); });
  return {
    stop,
    refresh: (shotId) => { if (asked.has(shotId)) void ask(shotId); },
    refreshAll() {
      asked.clear();
      look();
    },
  };
}

/** For every shot with keyframes, a text that changes when its colour may have. */
function shotSignatures(document: ProjectDocument): ReadonlyMap<ShotId, string> {
  const signatures = new Map<ShotId, string>();
  for (const shot of document.shots) {
    const keyframes = document.keyframes.filter((keyframe) => keyframe.shotId === shot.id);
    if (keyframes.length > 0) signatures.set(shot.id, JSON.stringify([shot.range, shot.entry, keyframes, document.swatches]));
  }
  return signatures;
}
