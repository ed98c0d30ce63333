import { loadOpenCV } from '@opencvjs/node';
import type { OpticalFlow } from './flow-warp.ts';

/**
 * Dense flow by polynomial expansion (Farnebäck 2003), by OpenCV; the parameters are those of training/tintype_training/carried.py. It
 * takes tens of milliseconds, so it runs on a thread of its own.
 */
export async function openOpticalFlow(): Promise<OpticalFlow> {
  const cv = await loadOpenCV();
  return (here, there, { width, height }) => {
    const mats = [here, there].map((bytes) => {
      const mat = new cv.Mat(height, width, cv.CV_8UC1);
      mat.data.set(bytes);
      return mat;
    });
    const flow = new cv.Mat();
    try {
      cv.calcOpticalFlowFarneback(mats[0]!, mats[1]!, flow, 0.5, 4, 13, 3, 5, 1.1, 0);
      return flow.data32F.slice();
    } finally {
      for (const mat of [...mats, flow]) mat.delete();
    }
  };
}
