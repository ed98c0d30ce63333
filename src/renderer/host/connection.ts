import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../shared/errors/app-error.ts';
import { watchAnswers } from './watch-answers.ts';
import { createWireClient, type WireClient } from './wire.ts';

type ConnectionState =
  | { readonly kind: 'connecting' }
  /** `isSilent`: the connection is open, but the engine has not answered for a while. */
  | { readonly kind: 'connected'; readonly client: WireClient; readonly isSilent: boolean }
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
/** After so long without an answer an attempt is given up, and the next begins. */
const ATTEMPT_MS = 15_000;

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
    // A machine that is out of reach refuses nothing: without a limit the browser waits for minutes.
    const limit = window.setTimeout(() => { opened.close(); }, ATTEMPT_MS);
    opened.addEventListener('open', () => {
      window.clearTimeout(limit);
      attempt = 0;
      const client = createWireClient(opened);
      state.setState({ kind: 'connected', client, isSilent: false }, true);
      const tell = (isSilent: boolean): void => { if (!life.signal.aborted) state.setState({ kind: 'connected', client, isSilent }, true); };
      const stopWatching = watchAnswers(() => client.system.answer(), { onSilent: () => { tell(true); }, onAnswer: () => { tell(false); }, onDead: () => { opened.close(); } });
      life.signal.addEventListener('abort', stopWatching);
      for (const listener of listeners) listener(client, life.signal);
    });
    opened.addEventListener('close', () => {
      window.clearTimeout(limit);
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
      if (now.kind !== 'connected') throw new AppError('network.unreachable', 'The engine does not answer.');
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

const ASK_MS = 5_000;

async function isRefused(origin: string): Promise<boolean> {
  try {
    return (await fetch(origin, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(ASK_MS) })).status === 401;
  } catch {
    // The server does not answer: the state is already "lost".
    return false;
  }
}
