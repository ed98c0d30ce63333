import { randomUUID } from 'node:crypto';
import type { ArtefactIndex } from './artefact-index.ts';
import type { ArtefactKey } from './artefact-kind.ts';
import type { SelfHealingIndex } from './self-healing-index.ts';

/** What one store keeps from eviction, in its own memory and, for other engines, in the index. */
interface StorePins {
  /** Keeps artefacts, whether they are there yet or not, until the handle is disposed of. */
  pin(keys: readonly ArtefactKey[]): Disposable;
  /** Writes all of them into an index that was made anew. */
  restore(index: ArtefactIndex): void;
  /** Removes those of disposed handles that could not be removed then. */
  removeLeft(index: ArtefactIndex): void;
  /** Handles that are disposed of later change nothing. */
  close(): void;
}

export function createStorePins(healing: SelfHealingIndex, owner: string): StorePins {
  const pins = new Map<string, readonly ArtefactKey[]>();
  const left = new Set<string>();
  let isClosed = false;

  /** On a full disk even a pin cannot be removed: the next eviction does it, and the work reports the full disk. */
  function unpin(token: string): void {
    try {
      healing.useNow((index) => { index.unpin(token); }, undefined);
    } catch {
      left.add(token);
    }
  }

  return {
    pin(keys) {
      const token = randomUUID();
      pins.set(token, [...keys]);
      healing.useNow((index) => { index.exclusive(() => { index.pin(owner, token, keys); }); }, undefined);
      return { [Symbol.dispose]: () => { if (pins.delete(token) && !isClosed) unpin(token); } };
    },
    restore(index) {
      for (const [token, keys] of pins) index.exclusive(() => { index.pin(owner, token, keys); });
    },
    removeLeft(index) {
      for (const token of left) index.unpin(token);
      left.clear();
    },
    close() { isClosed = true; },
  };
}
