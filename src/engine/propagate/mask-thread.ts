import type { MaskShape } from '../../shared/model/mask.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { moduleBeside } from '../../shared/module-beside.ts';
import { halfLuma } from './flow-warp.ts';
import type { TrackedShape } from './mask-tracker.ts';
import type { MaskFound, MaskRequest } from './mask.worker.ts';
import { createRequestThread } from './request-thread.ts';
import type { SeenRegion } from './seen-region.ts';

/** The tracking of one mask through a shot, frame by frame in one direction. */
interface MaskOnItsWay {
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

export function createMaskThread(): MaskThread {
  const thread = createRequestThread<MaskRequest, MaskFound>(moduleBeside(import.meta.url, 'mask.worker'), { stopped: 'The thread that follows masks has stopped.', failed: 'The mask cannot be followed:' });
  return {
    begin(shape, luma) {
      const way = thread.begin((track) => ({ kind: 'begin', track, shape, luma: halfLuma(luma), size: { width: luma.width / 2, height: luma.height / 2 } }));
      return {
        step: (next, region) => way.ask((track, request) => ({ kind: 'step', track, request, luma: halfLuma(next), region })),
        end: () => { way.tell((track) => ({ kind: 'end', track })); },
      };
    },
    dispose: () => { thread.dispose(); },
  };
}
