import { Worker } from 'node:worker_threads';
import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { entryBeside } from '../../shared/entry-beside.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { halved, type CarriedLook } from './carried-colour.ts';
import { AB_SCALE } from './frame-colour.ts';
import type { CarryingReply, CarryingRequest } from './carrying.worker.ts';
import type { KeyPlane } from './span-request.ts';

/** One key's way through a shot, frame by frame in one direction. */
export interface ColourWay {
  /** To the frame next to the last. @throws AppError `inference.crashed` */
  step(luma: WorkingLuma): Promise<CarriedLook>;
  /** As `step`, of a frame that only lies on the way: half the work. */
  pass(luma: WorkingLuma): Promise<void>;
  end(): void;
}

/** Carries keys through shots by optical flow, on a thread of its own that is started when it is first needed. */
export interface ColourCarrier {
  begin(key: KeyPlane, luma: WorkingLuma): ColourWay;
  /** Ends the thread; steps that wait are refused. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (look: CarriedLook | undefined) => void;
  readonly reject: (error: Error) => void;
}

export function createColourCarrier(): ColourCarrier {
  let worker: Worker | undefined;
  const waiting = new Map<number, Waiting>();
  let [ways, requests] = [0, 0];

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new AppError('inference.crashed', 'The thread that follows motion has stopped.', { cause }));
    waiting.clear();
  }

  function settle(reply: CarryingReply): void {
    const caller = waiting.get(reply.request);
    waiting.delete(reply.request);
    if (waiting.size === 0) worker?.unref();
    if ('failure' in reply) caller?.reject(new AppError('inference.crashed', `Motion cannot be followed: ${reply.failure}`));
    else caller?.resolve(reply.look);
  }

  function started(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(entryBeside(import.meta.url, 'carrying.worker'));
    fresh.on('message', settle);
    fresh.on('error', failAll);
    fresh.on('exit', () => { if (worker === fresh) failAll(undefined); });
    // An idle thread keeps no process alive.
    fresh.unref();
    worker = fresh;
    return fresh;
  }

  return {
    begin({ plane, confidence }, luma) {
      const way = ways++;
      const size = halfOf(luma);
      const own = started();
      const post = (message: CarryingRequest): void => { own.postMessage(message); };
      const trust = confidence === undefined ? {} : { trust: resampleChannel(Float32Array.from(confidence, (value) => value / 255), plane, size) };
      post({ kind: 'begin', way, key: { size, luma: halfLuma(luma), ab: abPlaneToFloat(resamplePlane(plane, size), { scale: AB_SCALE }), ...trust } });
      const step = (next: WorkingLuma, isLookedAt: boolean): Promise<CarriedLook | undefined> => new Promise((resolve, reject) => {
        if (worker !== own) {
          reject(new AppError('inference.crashed', 'The thread that follows motion has stopped.'));
          return;
        }
        const request = requests++;
        waiting.set(request, { resolve, reject });
        own.ref();
        post({ kind: 'step', way, request, luma: halfLuma(next), isLookedAt });
      });
      return {
        async step(next) {
          const look = await step(next, true);
          if (look === undefined) throw new Error('The thread that follows motion did not look.');
          return look;
        },
        async pass(next) { await step(next, false); },
        end: () => { post({ kind: 'end', way }); },
      };
    },
    dispose() {
      const ended = worker;
      failAll(undefined);
      void ended?.terminate();
    },
  };
}

function halfOf({ width, height }: Size): Size {
  return { width: width / 2, height: height / 2 };
}

/** 8 bit at half the size: what flow is measured on. */
function halfLuma(luma: WorkingLuma): Uint8Array {
  const half = halved(luma.lightness, luma);
  // A loop, as this is done for every frame in both directions: `from` with a function takes many times as long.
  const codes = new Uint8Array(half.length);
  for (let index = 0; index < codes.length; index++) codes[index] = Math.round(half[index]! * 2.55);
  return codes;
}
