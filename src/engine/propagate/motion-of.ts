import type { MotionPlane } from '../../shared/model/motion-plane.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { cellLuma, cellSize } from './cell-luma.ts';
import type { FlowPropagator } from './flow-propagator.ts';
import { FlowTrack, ownCells } from './flow-track.ts';
import { halfLumaOf } from './flow-warp.ts';

/**
 * Motion of the first frame's cells until the last one, by the flows between the frames.
 * @param lumas of frames one after the other, in either direction; at least one @throws AppError `inference.crashed`
 */
export async function motionOf(flow: Pick<FlowPropagator, 'between'>, lumas: readonly WorkingLuma[]): Promise<MotionPlane> {
  const size = cellSize(lumas[0]!);
  const track = FlowTrack.start(size);
  const halves = lumas.map(halfLumaOf);
  const cells = lumas.map(cellLuma);
  for (let at = 1; at < lumas.length; at++) track.extend(await flow.between(halves[at - 1]!, halves[at]!), cells[at - 1]!, cells[at]!);
  const own = ownCells(size);
  const moved = track.place.map((place, index) => place - own[index]!);
  const count = size.width * size.height;
  return { ...size, dx: moved.subarray(0, count), dy: moved.subarray(count) };
}
