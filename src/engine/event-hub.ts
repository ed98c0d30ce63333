/** Something that many may listen to. What subscribes returns its undo. */
export interface EventHub<Event> {
  readonly tell: (event: Event) => void;
  subscribe(listener: (event: Event) => void): () => void;
}

export function createEventHub<Event>(): EventHub<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    tell: (event) => { for (const listener of listeners) listener(event); },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
}

/** Events as an async iterator that ends with the signal. Nothing is lost between two `next` calls. */
export async function* eventsOf<Event>(subscribe: (listener: (event: Event) => void) => () => void, signal: AbortSignal | undefined): AsyncGenerator<Event, void, void> {
  const waiting: Event[] = [];
  let wake: (() => void) | undefined;
  const unsubscribe = subscribe((event) => {
    waiting.push(event);
    wake?.();
  });
  const stop = (): void => wake?.();
  signal?.addEventListener('abort', stop);
  try {
    while (signal?.aborted !== true) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => { wake = resolve; });
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    unsubscribe();
  }
}
