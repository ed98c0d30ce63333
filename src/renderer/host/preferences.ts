import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection } from './connection.ts';

/**
 * What the user of this machine has set up. The engine keeps it, not the page: its origin has another port each time, so that the
 * browser's own storage would begin anew.
 */
export interface Preferences {
  /** `null` until the engine has told; parts that are laid out by them wait for it. */
  readonly store: StoreApi<{ readonly values: Readonly<Record<string, string>> | null }>;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

export function createPreferences(connection: Connection, report: (error: unknown) => void): Preferences {
  const store = createStore<{ readonly values: Readonly<Record<string, string>> | null }>(() => ({ values: null }));
  connection.onConnected((client) => {
    client.system.preferences().then((values) => { store.setState({ values }); }, (error: unknown) => {
      store.setState(({ values }) => ({ values: values ?? {} }));
      report(error);
    });
  });
  return {
    store,
    getItem: (name) => store.getState().values?.[name] ?? null,
    setItem(name, value) {
      if (store.getState().values?.[name] === value) return;
      store.setState(({ values }) => ({ values: { ...values, [name]: value } }));
      // While the engine is away the panels still move; what they were last is then not remembered.
      if (connection.state.getState().kind === 'connected') connection.client().system.setPreference({ name, value }).catch(report);
    },
  };
}
