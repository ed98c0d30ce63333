import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import { checkQuality } from '../../src/engine/quality/index.ts';
import { QualityLimits } from '../../src/shared/model/quality-report.ts';
import { ffmpeg } from '../support/clips.ts';
import { type BenchRow, median } from './bench.ts';

/** Ten seconds of 1080p: the time a frame takes does not depend on the length. */
const FRAMES = 240;
const RUNS = 3;

/** A quality report of a 1080p film (H.264 against its gray source in H.264), compared with a plain decode of both files; alternating. */
export default async function benchQuality(): Promise<readonly BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-bench-quality-'));
  try {
    const tools = await locateFfmpeg({});
    const [delivered, source] = [join(directory, 'delivered.mp4'), join(directory, 'source.mp4')];
    ffmpeg('-f', 'lavfi', '-i', 'mandelbrot=size=1920x1080:rate=24', '-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=24', '-filter_complex', '[0][1]blend=all_mode=average,noise=alls=8:allf=t', '-frames:v', String(FRAMES), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-pix_fmt', 'yuv420p', delivered);
    ffmpeg('-i', delivered, '-vf', 'lutyuv=u=128:v=128', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', source);
    const clips = { delivered: await probeClip(delivered, tools), source: await probeClip(source, tools) };
    const [ours, plain]: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      let started = performance.now();
      for (const path of [delivered, source]) ffmpeg('-i', path, '-f', 'null', '-');
      plain.push((performance.now() - started) / 1000);
      started = performance.now();
      await checkQuality({ ...clips, limits: QualityLimits.parse({}) }, { tools });
      ours.push((performance.now() - started) / 1000);
    }
    return [{ name: `quality report of ${FRAMES} frames 1080p`, median: median(ours), unit: 's', bar: '≤ 1.5 × a plain decode of both', yardstick: { name: 'a plain decode of both', median: median(plain) } }];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
