import { resolve } from 'node:path';
import { createEngine } from '../../engine/engine.ts';
import { DeliverResult, deliveryParams, finished, propagateParams } from '../../engine/app/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { CommandContext, DeliverOptions } from '../command-options.ts';

/** `tintype deliver PROJECT`: colours what is stale, then writes one file a shot. */
export async function deliver(project: string, options: DeliverOptions, { output, signal }: CommandContext): Promise<void> {
  const engine = await createEngine({ jobsDatabase: ':memory:' });
  const { app, jobs } = engine;
  const waiting = { signal, progress: (job: { readonly label: string; readonly done: number; readonly total: number }) => { if (job.total > 0) output.progress(job.label, job.done, job.total); } };
  try {
    app.open(resolve(project));
    const document = app.document();
    for (const clip of document.clips) {
      const ordered = document.shots.filter((each) => each.clipId === clip.id).toSorted((a, b) => a.range.first - b.range.first);
      const beyond = options.shot?.find((number) => number > ordered.length);
      if (beyond !== undefined) throw new AppError('project.notFound', `There is no shot ${beyond}: ${clip.name} has ${ordered.length}.`);
      const chosen = ordered.filter((_, index) => options.shot === undefined || options.shot.includes(index + 1));
      for (const shot of chosen) {
        const plan = app.shotPlan(shot.id);
        const params = propagateParams(app, plan);
        if (params.keyframes.length > 0) await finished(jobs, jobs.enqueue('propagate', params).id, waiting);
      }
      const params = deliveryParams(app, { what: { kind: 'shots', shotIds: chosen.map((each) => each.id) }, codec: options.codec, directory: resolve(options.out), naming: '{film}-{shot}', overwrite: options.overwrite === true });
      const done = await finished(jobs, jobs.enqueue('deliver', params).id, waiting);
      for (const report of DeliverResult.parse(done.result).reports) output.result({ files: report.files, frames: report.frameCount, uncolouredFrames: report.uncolouredFrames.length, lumaCheck: report.lumaCheck?.sentence }, `${report.files.join(', ')}  ${report.frameCount} frames`);
    }
  } finally {
    await engine.close();
  }
}
