import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, planDelivery } from '../../src/engine/deliver/index.ts';
import { locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import type { AbPlane } from '../../src/shared/model/ab-plane.ts';
import { deliveryExtension } from '../../src/shared/model/delivery-codecs.ts';
import { type DeliveryCodec } from '../../src/shared/model/delivery.ts';
import { frameRange } from '../../src/shared/model/frame.ts';
import { type BenchRow, median } from './bench.ts';

const FRAMES = 48;
const RUNS = 3;
/** Encoder arguments of a plain transcode, the same as those of a delivery. */
const PLAIN: readonly { readonly codec: DeliveryCodec; readonly encoder: readonly string[] }[] = [
  { codec: 'prores-422hq', encoder: ['-c:v', 'prores_ks', '-profile:v', 'hq', '-vendor', 'apl0', '-pix_fmt', 'yuv422p10le'] },
  { codec: 'h264', encoder: ['-c:v', 'libx264', '-preset', 'medium', '-crf', '14', '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'] },
];

/** Delivery of already propagated 1080p chroma, compared with a plain ffmpeg transcode of the same film; alternating, so that both run under the same load. */
export default async function benchDelivery(): Promise<readonly BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-bench-'));
  try {
    const tools = await locateFfmpeg({});
    const film = join(directory, 'film.mp4');
    await run(tools.ffmpegPath, ['-f', 'lavfi', '-i', `mandelbrot=size=1920x1080:rate=24`, '-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=24',
      '-filter_complex', '[0][1]blend=all_mode=average,noise=alls=8:allf=t', '-frames:v', String(FRAMES), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-pix_fmt', 'yuv420p', film]);
    const clip = await probeClip(film, tools);
    const planes = Array.from({ length: FRAMES }, (_, frame) => driftingPlane(214, 120, frame));
    const rows: BenchRow[] = [];
    for (const { codec, encoder } of PLAIN) {
      const ours: number[] = [];
      const plain: number[] = [];
      for (let round = 0; round < RUNS; round++) {
        plain.push(await seconds(() => run(tools.ffmpegPath, ['-i', film, ...encoder, join(directory, `plain${deliveryExtension(codec)}`)])));
        const plan = planDelivery({ clip, range: frameRange(0, clip.frameCount - 1), codec, outPath: join(directory, `ours${deliveryExtension(codec)}`), overwrite: true });
        ours.push(await seconds(() => deliver(plan, { tools, chromaAt: (frame) => Promise.resolve(planes[frame]) })));
      }
      rows.push({ name: `deliver ${FRAMES} frames 1080p, ${codec}, luma check included`, median: median(ours), unit: 's', bar: '≤ 1.5 × plain ffmpeg', yardstick: { name: 'plain ffmpeg', median: median(plain) } });
    }
    return rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Smooth colours that move slightly from frame to frame, like propagated planes. */
function driftingPlane(width: number, height: number, frame: number): AbPlane {
  const samples = new Int16Array(2 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      samples[y * width + x] = 256 * 22 * Math.sin((x + frame) / 19 + y / 31);
      samples[(height + y) * width + x] = 256 * 26 * Math.cos(x / 27 - (y + frame) / 23);
    }
  }
  return { width, height, samples };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function run(path: string, runArguments: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['-v', 'error', '-nostdin', '-y', ...runArguments], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code ?? 'a signal'}.`));
    });
  });
}
