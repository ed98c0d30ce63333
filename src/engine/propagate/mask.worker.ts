import { parentPort } from 'node:worker_threads';
import type { MaskShape } from '../../shared/model/mask.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { MaskTracker, type TrackedShape } from './mask-tracker.ts';
import { openOpticalFlow } from './optical-flow.ts';
import type { Answer } from './request-thread.ts';
import type { SeenRegion } from './seen-region.ts';

/** `track` names the tracking of one mask through a shot; lumas are 8 bit, of the size that it began with. */
export type MaskRequest =
  | { readonly kind: 'begin'; readonly track: number; readonly shape: MaskShape; readonly luma: Uint8Array; readonly size: Size }
  | { readonly kind: 'step'; readonly track: number; readonly request: number; readonly luma: Uint8Array; readonly region: SeenRegion }
  | { readonly kind: 'end'; readonly track: number };

/** Nothing is found where the mask is lost. */
export type MaskFound = TrackedShape | undefined;
type MaskReply = Answer<MaskFound>;

const port = parentPort;
if (port === null) throw new Error('mask.worker.ts is the entry of a worker thread.');
const flow = openOpticalFlow();
const tracks = new Map<number, Promise<MaskTracker>>();

port.on('message', (message: MaskRequest) => {
  switch (message.kind) {
    case 'begin': {
      const begun = flow.then((found) => new MaskTracker(message, found));
      // A failure is told by the first step.
      begun.catch(() => undefined);
      tracks.set(message.track, begun);
      return;
    }
    case 'step': {
      const { track, request, luma, region } = message;
      const tracker = tracks.get(track) ?? Promise.reject(new Error(`Track ${track} was not begun.`));
      tracker.then((found) => { port.postMessage({ request, found: found.step(luma, region) } satisfies MaskReply); }).catch((thrown: unknown) => {
        port.postMessage({ request, failure: thrown instanceof Error ? thrown.message : String(thrown) } satisfies MaskReply);
      });
      return;
    }
    case 'end': tracks.delete(message.track);
  }
});
