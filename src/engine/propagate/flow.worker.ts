import { parentPort } from 'node:worker_threads';
import type { Size } from '../../shared/model/working-size.ts';
import { type CellFlow, toCells } from './cell-flow.ts';
import { FlowWarpedColour, type FlowWarpedFrame, type KeyToWarp, type OpticalFlow } from './flow-warp.ts';
import { openOpticalFlow, OF_THE_REST } from './optical-flow.ts';
import type { Answer } from './request-thread.ts';

/**
 * `track` names the flow track of one keyframe through a shot; lumas are at half the working size. `isLookedAt`: the warped colour of
 * this frame is returned. `between`: the flow of one frame into another. `rest`: that of two pictures at ¼ that are nearly alike.
 */
export type FlowRequest =
  | { readonly kind: 'begin'; readonly track: number; readonly key: KeyToWarp }
  | { readonly kind: 'step'; readonly track: number; readonly request: number; readonly luma: Uint8Array; readonly isLookedAt: boolean }
  | { readonly kind: 'end'; readonly track: number }
  | { readonly kind: 'rest'; readonly request: number; readonly size: Size; readonly here: Uint8Array; readonly there: Uint8Array }
  | { readonly kind: 'between'; readonly request: number; readonly size: Size; readonly here: Uint8Array; readonly there: Uint8Array };

/** Nothing is found of a frame that is not looked at. Of `rest`: (dx, dy) interleaved, in cells. */
export type FlowFound = FlowWarpedFrame | CellFlow | Float32Array<ArrayBuffer> | undefined;
type FlowReply = Answer<FlowFound>;

const port = parentPort;
if (port === null) throw new Error('flow.worker.ts is the entry of a worker thread.');
/** A track that failed to start throws at its first step. */
const tracks = new Map<number, FlowWarpedColour | Error>();
let [flow, restOfFlow]: [OpticalFlow | undefined, OpticalFlow | undefined] = [undefined, undefined];

async function serve(message: FlowRequest): Promise<void> {
  if (message.kind === 'end') {
    tracks.delete(message.track);
    return;
  }
  if (message.kind === 'between') {
    flow ??= await openOpticalFlow();
    const found = toCells(flow(message.here, message.there, message.size), message.size);
    port!.postMessage({ request: message.request, found } satisfies FlowReply, [found.dx.buffer, found.dy.buffer] as ArrayBuffer[]);
    return;
  }
  if (message.kind === 'rest') {
    restOfFlow ??= await openOpticalFlow(OF_THE_REST);
    const found = restOfFlow(message.here, message.there, message.size) as Float32Array<ArrayBuffer>;
    port!.postMessage({ request: message.request, found } satisfies FlowReply, [found.buffer]);
    return;
  }
  if (message.kind === 'begin') {
    flow ??= await openOpticalFlow();
    tracks.set(message.track, new FlowWarpedColour(message.key, flow));
    return;
  }
  const flowTrack = tracks.get(message.track);
  if (!(flowTrack instanceof FlowWarpedColour)) throw flowTrack ?? new Error(`Way ${message.track} was not begun.`);
  flowTrack.step(message.luma);
  if (!message.isLookedAt) {
    port!.postMessage({ request: message.request, found: undefined } satisfies FlowReply);
    return;
  }
  const appearance = flowTrack.appearance();
  port!.postMessage({ request: message.request, found: appearance } satisfies FlowReply, [appearance.ab.buffer, appearance.evidence.buffer, appearance.luma.buffer] as ArrayBuffer[]);
}

// Messages are handled in order: a step depends on the previous one.
let featureCache = Promise.resolve();
port.on('message', (message: FlowRequest) => {
  featureCache = featureCache.then(() => serve(message)).catch((thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if ('request' in message) port.postMessage({ request: message.request, failure: error.message } satisfies FlowReply);
    else if (message.kind === 'begin') tracks.set(message.track, error);
  });
});
