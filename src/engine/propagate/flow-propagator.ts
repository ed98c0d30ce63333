import { Worker } from 'node:worker_threads';
import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { moduleBeside } from '../../shared/module-beside.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { AB_RANGE, abPlaneToFloat } from '../../shared/model/ab-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { halved, type FlowWarpedFrame } from './flow-warp.ts';
import type { FlowReply, FlowRequest } from './flow.worker.ts';
import type { KeyPlane } from './span-request.ts';

/** Flow track of one keyframe through a shot, frame by frame in one direction. */
export interface FlowTrack {
  /** To the adjacent frame. @throws AppError `inference.crashed` */
  step(luma: WorkingLuma): Promise<FlowWarpedFrame>;
  /** As `step`, for an intermediate frame that gets no colour: half the work. */
  pass(luma: WorkingLuma): Promise<void>;
  end(): void;
}

/** Propagates keyframes through shots by optical flow, on a thread of its own that is started on first use. */
export interface FlowPropagator {
  begin(key: KeyPlane, luma: WorkingLuma): FlowTrack;
  /** Ends the thread; waiting steps are rejected. */
  dispose(): void;
}

interface Waiting {
  readonly resolve: (appearance: FlowWarpedFrame | undefined) => void;
  readonly reject: (error: Error) => void;
}

export function createFlowPropagator(): FlowPropagator {
  let worker: Worker | undefined;
  const waiting = new Map<number, Waiting>();
  let [tracks, requests] = [0, 0];

  function failAll(cause: unknown): void {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new AppError('inference.crashed', 'The thread that follows motion has stopped.', { cause }));
    waiting.clear();
  }

  function settle(reply: FlowReply): void {
    const caller = waiting.get(reply.request);
    waiting.delete(reply.request);
    if (waiting.size === 0) worker?.unref();
    if ('failure' in reply) caller?.reject(new AppError('inference.crashed', `Motion cannot be followed: ${reply.failure}`));
    else caller?.resolve(reply.appearance);
  }

  function started(): Worker {
    if (worker !== undefined) return worker;
    const fresh = new Worker(moduleBeside(import.meta.url, 'flow.worker'));
    fresh.on('message', settle);
    fresh.on('error', failAll);
    fresh.on('exit', () => { if (worker === fresh) failAll(undefined); });
    // An idle thread must not keep the process alive.
    fresh.unref();
    worker = fresh;
    return fresh;
  }

  return {
    begin({ plane, confidence }, luma) {
      const track = tracks++;
      const size = halfOf(luma);
      const own = started();
      const post = (message: FlowRequest): void => { own.postMessage(message); };
      const trust = confidence === undefined ? {} : { trust: resampleChannel(Float32Array.from(confidence, (value) => value / 255), plane, size) };
      post({ kind: 'begin', track, key: { size, luma: halfLuma(luma), ab: abPlaneToFloat(resamplePlane(plane, size), { scale: AB_RANGE }), ...trust } });
      const step = (next: WorkingLuma, isLookedAt: boolean): Promise<FlowWarpedFrame | undefined> => new Promise((resolve, reject) => {
        if (worker !== own) {
          reject(new AppError('inference.crashed', 'The thread that follows motion has stopped.'));
          return;
        }
        const request = requests++;
        waiting.set(request, { resolve, reject });
        own.ref();
        post({ kind: 'step', track, request, luma: halfLuma(next), isLookedAt });
      });
      return {
        async step(next) {
          const appearance = await step(next, true);
          if (appearance === undefined) throw new Error('The thread that follows motion did not look.');
          return appearance;
        },
        async pass(next) { await step(next, false); },
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

function halfOf({ width, height }: Size): Size {
  return { width: width / 2, height: height / 2 };
}

/** 8 bit at half the size: the input of optical flow. */
function halfLuma(luma: WorkingLuma): Uint8Array {
  const half = halved(luma.lightness, luma);
  // A loop, since this runs for every frame in both directions: `from` with a function takes many times as long.
  const codes = new Uint8Array(half.length);
  for (let index = 0; index < codes.length; index++) codes[index] = Math.round(half[index]! * 2.55);
  return codes;
}
