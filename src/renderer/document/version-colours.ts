import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ShotColour } from '../../shared/contract/propagate.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { Shot, ShotVersion } from '../../shared/model/document.ts';
import type { Connection } from '../host/connection.ts';

/** Colour of versions that are not shown. It does not change while they are not shown, so it is asked for once. */
export interface VersionColours {
  /** `undefined` until the engine has answered. */
  get(shot: Shot, version: ShotVersion): ShotColour | undefined;
  subscribe: StoreApi<unknown>['subscribe'];
}

export function createVersionColours(connection: Connection, report: (error: unknown) => void): VersionColours {
  const answers = createStore(() => ({ count: 0 }));
  /** By the record, which is another one after each change of the version. */
  const asked = new WeakMap<ShotVersion, { readonly range: string; readonly colour?: ShotColour }>();
  async function ask(shot: Shot, version: ShotVersion, range: string): Promise<void> {
    try {
      const colour = await connection.client().propagate.status({ shotId: shot.id, versionId: version.id });
      asked.set(version, { range, colour });
      answers.setState(({ count }) => ({ count: count + 1 }));
    } catch (error) {
      asked.delete(version);
      if (!isAbort(error)) report(error);
    }
  }
  return {
    subscribe: answers.subscribe,
    get(shot, version) {
      const range = `${shot.range.first} ${shot.range.last}`;
      const known = asked.get(version);
      if (known?.range === range) return known.colour;
      asked.set(version, { range });
      void ask(shot, version, range);
      return undefined;
    },
  };
}
