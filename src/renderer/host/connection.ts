import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../shared/errors/app-error.ts';
import { createWireClient, type WireClient } from './wire.ts';

type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected'; readonly client: WireClient }
  /** No engine answers; the connection is retried. */
  | { readonly kind: 'lost'; readonly attempt: number }
  /** An engine answers, but this window has no session with it: it was restarted and printed a new address. */
  | { readonly kind: 'refused' };

export interface Connection {
  readonly state: StoreApi<ConnectionState>;
  /** @throws AppError `network.unreachable` while there is no connection */
  client(): WireClient;
  /**
   * Called with every new connection. Its signal fires when that connection has ended; the calls on it end by themselves, since no socket
   * is left to send an abort. Returns an unsubscribe function.
   */
  onConnected(listener: (client: WireClient, signal: AbortSignal) => void): () => void;
  close(): void;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5_000;

/** Keeps a socket to the engine at this page's origin, with growing pauses between attempts. */
export function connect(origin: string = window.location.origin): Connection {
  const state = createStore<ConnectionState>(() => ({ kind: 'connecting' }));
  const listeners = new Set<(client: WireClient, signal: AbortSignal) => void>();
  let attempt = 0;
  let timer: number | undefined;
  let socket: WebSocket | undefined;
  let closed = false;

  function open(): void {
    const opened = new WebSocket(`${origin.replace(/^http/, 'ws')}/wire`);
    const life = new AbortController();
    socket = opened;
    opened.addEventListener('open', () => {
      attempt = 0;
      const client = createWireClient(opened);
      state.setState({ kind: 'connected', client }, true);
      for (const listener of listeners) listener(client, life.signal);
    });
    opened.addEventListener('close', () => {
      life.abort();
      if (!closed) void retry();
    });
  }

  async function retry(): Promise<void> {
    attempt += 1;
    state.setState({ kind: await isRefused(origin) ? 'refused' : 'lost', attempt }, true);
    timer = window.setTimeout(open, Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)));
  }

  open();
  return {
    state,
    client() {
      const now = state.getState();
      if (now.kind !== 'connected') throw new AppError('network.unreachable', 'The engine does not answer. Your last change was not saved; repeat it when the engine is back.');
      return now.client;
    },
    onConnected(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    close() {
      closed = true;
      window.clearTimeout(timer);
      socket?.close();
    },
  };
}

async function isRefused(origin: string): Promise<boolean> {
  try {
    return (await fetch(origin, { method: 'HEAD', cache: 'no-store' })).status === 401;
  } catch {
    // The server does not answer: the state is already "lost".
    return false;
  }
}
