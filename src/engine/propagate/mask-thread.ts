import { Worker } from 'node:worker_threads';
import { AppError } from '../../shared/errors/app-error.ts';
import type { MaskShape } from '../../shared/model/mask.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { moduleBeside } from '../../shared/module-beside.ts';
import { halved } from './flow-warp.ts';
import type { TrackedShape } from './mask-tracker.ts';
import type { MaskReply, MaskRequest } from './mask.worker.ts';
import type { SeenRegion } from './seen-region.ts';

/** One mask on its way through a shot, frame by frame in one direction. */
export interface MaskOnItsWay {
  /** Its shape on the adjacent frame; `undefined` where it is lost. @throws AppError `inference.crashed` */
  step(luma: WorkingLuma, region: SeenRegion): Promise<TrackedShape | undefined>;
  end(): void;
}

/** Follows masks on a thread of its own, which is started on first use. */
export interface MaskThread {
  begin(shape: MaskShape, luma: WorkingLuma): MaskOnItsWay;
  /** Ends the thread; waiting steps are rejected. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (tracked: TrackedShape | undefined) => void;
  readonly reject: (error: Error) => void;
}

export function createMaskThread(): MaskThread {
  let worker: Worker | undefined;
  const waiting = new Map<number, Waiting>();
  let [tracks, requests] = [0, 0];

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new AppError('inference.crashed', 'The thread that follows masks has stopped.', { cause }));
    waiting.clear();
  }

  function settle(reply: MaskReply): void {
    const caller = waiting.get(reply.request);
    waiting.delete(reply.request);
    if (waiting.size === 0) worker?.unref();
    if ('failure' in reply) caller?.reject(new AppError('inference.crashed', `The mask cannot be followed: ${reply.failure}`));
    else caller?.resolve(reply.tracked ?? undefined);
  }

  function started(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(moduleBeside(import.meta.url, 'mask.worker'));
    fresh.on('message', settle);
    fresh.on('error', failAll);
    fresh.on('exit', () => { if (worker === fresh) failAll(undefined); });
    // An idle thread must not keep the process alive.
    fresh.unref();
    worker = fresh;
    return fresh;
  }

  return {
    begin(shape, luma) {
      const track = tracks++;
      const own = started();
      const post = (message: MaskRequest): void => { own.postMessage(message); };
      post({ kind: 'begin', track, shape, luma: halfLuma(luma), size: { width: luma.width / 2, height: luma.height / 2 } });
      return {
        step: (next, region) => new Promise((resolve, reject) => {
          if (worker !== own) {
            reject(new AppError('inference.crashed', 'The thread that follows masks has stopped.'));
            return;
          }
          const request = requests++;
          waiting.set(request, { resolve, reject });
          own.ref();
          post({ kind: 'step', track, request, luma: halfLuma(next), region });
        }),
        end: () => { post({ kind: 'end', track }); },
      };
    },
    dispose() {
      const ended = worker;
      failAll(undefined);
      void ended?.terminate();
    },
  };
}

/** 8 bit at half the size: the input of optical flow. */
function halfLuma(luma: WorkingLuma): Uint8Array {
  const half = halved(luma.lightness, luma);
  const codes = new Uint8Array(half.length);
  for (let index = 0; index < codes.length; index++) codes[index] = Math.round(half[index]! * 2.55);
  return codes;
}
