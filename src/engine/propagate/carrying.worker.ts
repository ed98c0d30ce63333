import { parentPort } from 'node:worker_threads';
import { CarriedColour, type CarriedLook, type KeyToCarry, type OpticalFlow } from './carried-colour.ts';
import { openOpticalFlow } from './optical-flow.ts';

/** `way` names one key's way through a shot; lumas are at half the working size. What is seen of a frame is asked for by `isLookedAt`. */
export type CarryingRequest =
  | { readonly kind: 'begin'; readonly way: number; readonly key: KeyToCarry }
  | { readonly kind: 'step'; readonly way: number; readonly request: number; readonly luma: Uint8Array; readonly isLookedAt: boolean }
  | { readonly kind: 'end'; readonly way: number };

export type CarryingReply = { readonly request: number; readonly look: CarriedLook | undefined } | { readonly request: number; readonly failure: string };

const port = parentPort;
if (port === null) throw new Error('carrying.worker.ts is the entry of a worker thread.');
/** A way that could not be begun says why at its first step. */
const ways = new Map<number, CarriedColour | Error>();
let flow: OpticalFlow | undefined;

async function serve(message: CarryingRequest): Promise<void> {
  if (message.kind === 'end') {
    ways.delete(message.way);
    return;
  }
  if (message.kind === 'begin') {
    flow ??= await openOpticalFlow();
    ways.set(message.way, new CarriedColour(message.key, flow));
    return;
  }
  const carried = ways.get(message.way);
  if (!(carried instanceof CarriedColour)) throw carried ?? new Error(`Way ${message.way} was not begun.`);
  carried.step(message.luma);
  if (!message.isLookedAt) {
    port!.postMessage({ request: message.request, look: undefined } satisfies CarryingReply);
    return;
  }
  const look = carried.look();
  port!.postMessage({ request: message.request, look } satisfies CarryingReply, [look.ab.buffer, look.evidence.buffer, look.luma.buffer] as ArrayBuffer[]);
}

// One message after the other: a step builds on the one before it.
let turn = Promise.resolve();
port.on('message', (message: CarryingRequest) => {
  turn = turn.then(() => serve(message)).catch((thrown: unknown) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (message.kind === 'step') port.postMessage({ request: message.request, failure: error.message } satisfies CarryingReply);
    else if (message.kind === 'begin') ways.set(message.way, error);
  });
});
