import type { Propagator } from '../propagator.ts';
import type { PropagatedFrame, SpanOptions, SpanRequest } from '../span-request.ts';

/** The frames of a span, in the order in which they are made. */
export async function propagateAll(propagator: Propagator, request: SpanRequest, options: SpanOptions = {}): Promise<readonly PropagatedFrame[]> {
  const frames: PropagatedFrame[] = [];
  for await (const frame of propagator.propagateSpan(request, options)) frames.push(frame);
  return frames;
}

/** What an earlier run made, for one that goes on. */
export const madeBy = (frames: readonly PropagatedFrame[]) => (frame: number): Promise<PropagatedFrame | undefined> => Promise.resolve(frames.find((each) => each.frame === frame));
