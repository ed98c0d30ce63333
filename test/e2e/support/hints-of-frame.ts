import type { Hint } from '../../../src/shared/model/hint.ts';
import type { connectWire } from '../../support/wire-client.ts';

/** Hints of the keyframe at a frame, from the engine. */
export async function hintsOfFrame(wire: Awaited<ReturnType<typeof connectWire>>, frame: number): Promise<readonly Hint[]> {
  return (await wire.client.project.current())?.document.keyframes.find((keyframe) => keyframe.frame === frame)?.hints ?? [];
}
