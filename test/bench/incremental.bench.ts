import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../src/engine/engine.ts';
import { colourKeyframe, keyframeSource, openClip, propagateParams } from '../../src/engine/app/index.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';
import type { BenchRow } from './bench.ts';

const FRAMES = 37;
const KEYS = [0, 12, 24, 36];
/** Share of the frames that depend on the edit: 11 of the 33 between keyframes. */
const BAR = '≤ 0.45 ×';

/** Time in s of the propagation after an edit of the last of four keyframes, compared with that of the whole 480p shot. */
export default async function benchIncremental(): Promise<readonly BenchRow[]> {
  const home = await mkdtemp(join(tmpdir(), 'tintype-incremental-'));
  const film = join(home, 'film.mkv');
  ffmpeg('-f', 'lavfi', '-i', 'mandelbrot=s=854x480:r=24:end_scale=0.2', '-frames:v', String(FRAMES), '-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', film);
  const engine = await createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  try {
    const { app, jobs, services } = engine;
    app.create(join(home, 'film.tintype'), { overwrite: false });
    const { jobId } = await openClip(app, jobs, film, { proxy: false });
    await jobs.wait(jobId!);
    const shotId = app.document().shots[0]!.id;
    const spread = async (): Promise<number> => {
      const plan = app.shotPlan(shotId);
      const started = performance.now();
      for (const keyframe of plan.keyframes) await colourKeyframe(services, keyframeSource(app.document(), keyframe));
      await jobs.wait(jobs.enqueue('propagate', propagateParams(app, plan)).id);
      return (performance.now() - started) / 1000;
    };
    const keyframes = KEYS.map((frame): Keyframe => ({ id: newId(KeyframeId), shotId, frame: frameIndex(frame), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.02, ab: [30, 20] }] }));
    for (const keyframe of keyframes) app.apply({ kind: 'addKeyframe', keyframe });
    const whole = await spread();
    app.apply({ kind: 'setHints', keyframeId: keyframes.at(-1)!.id, hints: [{ kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.02, ab: [-20, 20] }] });
    const edit = await spread();
    return [{ name: `spreading again after an edit of the last of ${KEYS.length} keyframes`, median: edit, unit: 's', bar: `${BAR} the whole shot`, yardstick: { name: `the whole shot of ${FRAMES} frames`, median: whole } }];
  } finally {
    await engine.close();
    await rm(home, { recursive: true, force: true });
  }
}
