import { type ArtefactKey, artefactKey, neighbourFlowKind } from '../../artefacts/index.ts';
import { decodeFlow, encodeFlow, type FlowStore } from '../../propagate/index.ts';
import type { Services } from '../services.ts';

interface FlowsOfClip {
  /** Content of the clip's source, as named in keys. */
  readonly content: string;
  /** Called after each flow that was put; an error that it throws ends the run. */
  readonly kept: (key: ArtefactKey) => Promise<void>;
}

/** Flow between a clip's neighbouring frames in the artefact store, whatever span or colour it was found for. */
export function clipFlows({ store }: Pick<Services, 'store'>, { content, kept }: FlowsOfClip): FlowStore {
  const keyOf = (here: number, there: number): ArtefactKey => artefactKey(neighbourFlowKind, { clip: content, frame: here, into: there < here ? 'before' : 'after' });
  return {
    async get(here, there) {
      const artefact = await store.get(keyOf(here, there));
      if (artefact === undefined) return undefined;
      try {
        return await decodeFlow(artefact.payload);
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
    async put(here, there, flow) {
      const key = keyOf(here, there);
      await store.put(key, neighbourFlowKind.kind, { payload: await encodeFlow(flow), meta: { frame: here } });
      await kept(key);
    },
  };
}
