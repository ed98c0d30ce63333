import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors/app-error.ts';

/** Answers of a worker: each to one numbered request. */
export type Answer<Found> = { readonly request: number; readonly found: Found } | { readonly request: number; readonly failure: string };

/** A thread that holds tracks and answers requests about them, started on first use. An idle one does not keep the process alive. */
interface RequestThread<Message, Found> {
  /** Begins a track on the thread as it runs now. */
  begin(message: (track: number) => Message): ThreadTrack<Message, Found>;
  /** What belongs to no track. @throws AppError `inference.crashed` */
  ask(message: (request: number) => Message): Promise<Found>;
  /** Ends the thread; waiting requests are rejected. */
  dispose(): void;
}

interface ThreadTrack<Message, Found> {
  /** @throws AppError `inference.crashed`, also once the thread that the track was begun on has stopped */
  ask(message: (track: number, request: number) => Message): Promise<Found>;
  tell(message: (track: number) => Message): void;
}

/** @param words sentences for the user: that the thread has stopped, and the beginning of one that says why a request failed */
export function createRequestThread<Message, Found>(entry: URL | string, words: { readonly stopped: string; readonly failed: string }): RequestThread<Message, Found> {
  let worker: Worker | undefined;
  const waiting = new Map<number, { readonly resolve: (found: Found) => void; readonly reject: (error: Error) => void }>();
  let [tracks, requests] = [0, 0];

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new AppError('inference.crashed', words.stopped, { cause }));
    waiting.clear();
  }

  function settle(answer: Answer<Found>): void {
    const caller = waiting.get(answer.request);
    waiting.delete(answer.request);
    if (waiting.size === 0) worker?.unref();
    if ('failure' in answer) caller?.reject(new AppError('inference.crashed', `${words.failed} ${answer.failure}`));
    else caller?.resolve(answer.found);
  }

  function started(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(entry);
    fresh.on('message', settle);
    fresh.on('error', failAll);
    fresh.on('exit', () => { if (worker === fresh) failAll(undefined); });
    fresh.unref();
    worker = fresh;
    return fresh;
  }

  function ask(thread: Worker, message: (request: number) => Message): Promise<Found> {
    return new Promise((resolve, reject) => {
      if (worker !== thread) {
        reject(new AppError('inference.crashed', words.stopped));
        return;
      }
      const request = requests++;
      waiting.set(request, { resolve, reject });
      thread.ref();
      thread.postMessage(message(request));
    });
  }

  return {
    ask: (message) => ask(started(), message),
    begin(message) {
      const track = tracks++;
      const own = started();
      own.postMessage(message(track));
      return {
        ask: (question) => ask(own, (request) => question(track, request)),
        tell: (told) => { own.postMessage(told(track)); },
      };
    },
    dispose() {
      const ended = worker;
      failAll(undefined);
      void ended?.terminate();
    },
  };
}
