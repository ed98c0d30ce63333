import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../src/engine/engine.ts';
import { estimate, propagationForecast, shotColour } from '../../src/engine/app/index.ts';
import { writeBigProject } from '../../src/engine/project/testing/big-project.ts';
import { suggestKeyframe } from '../../src/engine/propagate/index.ts';
import { ffmpeg } from '../support/clips.ts';
import { type Bench, type BenchRow, medianMs } from './bench.ts';

const SHOTS = 2000;
const RUNS = 5;
const BAR = '≤ 500 ms';

/** Time in ms of each query of a film with this many shots (100 frames, two keyframes and twenty hints each), by name. */
async function measure(shotCount: number): Promise<ReadonlyMap<string, number>> {
  const home = mkdtempSync(join(tmpdir(), 'tintype-scale-'));
  const path = join(home, 'feature.tintype');
  // Its tracks are read before a delivery; its pictures are not.
  const film = join(home, 'feature.mov');
  ffmpeg('-f', 'lavfi', '-i', 'color=gray:size=64x36:rate=24000/1001', '-f', 'lavfi', '-i', 'sine', '-t', '1', '-c:v', 'prores_ks', '-c:a', 'pcm_s16le', film);
  writeBigProject(path, shotCount, film);
  const engine = await createEngine({ directories: { cache: join(home, 'cache'), data: join(home, 'data') } });
  try {
    const { app, jobs } = engine;
    app.services.speeds.note('propagate', { samples: 1e8, seconds: 10 });
    const times = new Map<string, number>();
    times.set('open', await medianMs(RUNS, () => {
      app.close();
      app.open(path);
    }));
    const { shots, clips } = app.document();
    const shotIds = shots.map(({ id }) => id);
    times.set('plan every shot', await medianMs(RUNS, () => { for (const id of shotIds) app.shotPlan(id); }));
    times.set('colour of every shot, as the board lists it', await medianMs(RUNS, async () => { for (const id of shotIds) await shotColour(app, id); }));
    times.set('forecast propagation of every shot', await medianMs(RUNS, () => propagationForecast(app, shotIds)));
    const request = { codec: 'prores-422hq', directory: home, naming: '{clip}-{shot}', overwrite: false } as const;
    times.set('estimate a delivery of every shot', await medianMs(RUNS, () => estimate(app, { ...request, what: { kind: 'shots', shotIds } })));
    times.set('estimate a delivery of the clip', await medianMs(RUNS, () => estimate(app, { ...request, what: { kind: 'clip', clipId: clips[0]!.id } })));
    times.set('estimate a delivery of one shot', await medianMs(RUNS, () => estimate(app, { ...request, what: { kind: 'shots', shotIds: [shotIds[0]!] } })));
    times.set('list jobs', await medianMs(RUNS, () => jobs.list()));
    const confidences = Array.from({ length: shotCount * 65 }, (_, frame) => 0.6 + 0.35 * Math.sin(frame / 37) * Math.cos(frame / 1013));
    times.set('suggest a keyframe in one shot as long as the film', await medianMs(RUNS, () => suggestKeyframe(confidences, [0])));
    return times;
  } finally {
    await engine.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Time of planning and listing for a long film, without decoding or colouring, compared with a film of a tenth of the size. */
const scale: Bench = async () => {
  const tenth = await measure(SHOTS / 10);
  const whole = await measure(SHOTS);
  return [...whole].map(([name, median]): BenchRow => ({ name: `${SHOTS} shots: ${name}`, median, unit: 'ms', bar: BAR, yardstick: { name: 'a tenth of it', median: tenth.get(name) ?? Number.NaN } }));
};
export default scale;
