import { loadOpenCV } from '@opencvjs/node';
import type { OpticalFlow } from './flow-warp.ts';

interface FlowParameters {
  readonly levels: number;
  /** Side of the mean, in samples. */
  readonly window: number;
}

/** Of neighbouring frames at half the working size; as `flow_between` of training/tintype_training/carried.py. */
const OF_NEIGHBOURS: FlowParameters = { levels: 4, window: 13 };

/** Of what is left between two pictures at ¼ that are nearly alike; as `rest_of_flow` of training/tintype_training/flow_track.py. */
export const OF_THE_REST: FlowParameters = { levels: 3, window: 7 };

/**
 * Dense flow by polynomial expansion (Farnebäck 2003), by OpenCV. It takes tens of milliseconds, so it runs on a thread of its own.
 */
export async function openOpticalFlow({ levels, window }: FlowParameters = OF_NEIGHBOURS): Promise<OpticalFlow> {
  const cv = await loadOpenCV();
  return (here, there, { width, height }) => {
    const mats = [here, there].map((bytes) => {
      const mat = new cv.Mat(height, width, cv.CV_8UC1);
      mat.data.set(bytes);
      return mat;
    });
    const flow = new cv.Mat();
    try {
      cv.calcOpticalFlowFarneback(mats[0]!, mats[1]!, flow, 0.5, levels, window, 3, 5, 1.1, 0);
      return flow.data32F.slice();
    } finally {
      for (const mat of [...mats, flow]) mat.delete();
    }
  };
}
