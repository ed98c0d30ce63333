import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection } from './connection.ts';

/**
 * Preferences of this machine's user. The engine stores them, not the page: the origin has another port after each start, so the
 * browser's own storage would be empty.
 */
export interface Preferences {
  /** `null` until the engine has answered; components that depend on them wait for it. */
  readonly store: StoreApi<{ readonly values: Readonly<Record<string, string>> | null }>;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  /** The same; resolves when the engine has stored it. */
  save(name: string, value: string): Promise<void>;
  /** Forgets some, so that what they set is as it was at first; resolves when the engine has. */
  forget(names: readonly string[]): Promise<void>;
}

export function createPreferences(connection: Connection, report: (error: unknown) => void): Preferences {
  const store = createStore<{ readonly values: Readonly<Record<string, string>> | null }>(() => ({ values: null }));
  connection.onConnected((client) => {
    client.system.preferences().then((values) => { store.setState({ values }); }, (error: unknown) => {
      store.setState(({ values }) => ({ values: values ?? {} }));
      report(error);
    });
  });
  async function save(name: string, value: string): Promise<void> {
    if (store.getState().values?.[name] === value) return;
    store.setState(({ values }) => ({ values: { ...values, [name]: value } }));
    // While the engine is away panels can be resized, but the sizes are not saved.
    if (connection.state.getState().kind === 'connected') await connection.client().system.setPreference({ name, value });
  }
  async function forget(names: readonly string[]): Promise<void> {
    const set = names.filter((name) => store.getState().values?.[name] !== undefined);
    store.setState(({ values }) => ({ values: Object.fromEntries(Object.entries(values ?? {}).filter(([name]) => !set.includes(name))) }));
    if (connection.state.getState().kind !== 'connected') return;
    for (const name of set) await connection.client().system.setPreference({ name, value: null });
  }
  return {
    store, save, forget,
    getItem: (name) => store.getState().values?.[name] ?? null,
    setItem(name, value) { save(name, value).catch(report); },
  };
}
