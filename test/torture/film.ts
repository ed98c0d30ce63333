import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openClip, propagateShot } from '../../src/engine/app/index.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Clip } from '../../src/shared/model/clip.ts';
import type { ProjectDocument } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId, ShotId } from '../../src/shared/model/ids.ts';
import { ffmpeg } from '../support/clips.ts';

/** 12 frames of 64×48 with sound, in three shots. */
export const SHOTS = [[0, 3], [4, 7], [8, 11]] as const;

/** The project that the trials work on; each trial gets a copy. */
export interface TortureFilm {
  readonly project: string;
  readonly clip: Clip;
  readonly document: ProjectDocument;
  /** Cache folder with the propagated colours of all shots, and the data folder that belongs to it. */
  readonly coloured: { readonly cache: string; readonly data: string };
}

/** Makes the clip and its project, with every shot propagated: two keyframes in the first shot, a keyframe and a corrected frame in the second, one keyframe in the third. */
export async function makeTortureFilm(folder: string): Promise<TortureFilm> {
  mkdirSync(folder, { recursive: true });
  const film = join(folder, 'film.mov');
  ffmpeg('-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=24,hue=s=0', '-f', 'lavfi', '-i', 'sine=440:r=48000', '-frames:v', '12', '-shortest', '-c:v', 'libx264', '-qp', '0', '-pix_fmt', 'yuv420p', '-c:a', 'pcm_s16le',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', film);
  const coloured = { cache: join(folder, 'cache'), data: join(folder, 'data') };
  const engine = await createEngine({ directories: coloured, threads: 1 });
  try {
    const { app, jobs } = engine;
    const project = join(folder, 'film.tintype');
    app.create(project, { overwrite: false });
    const { jobId, clip } = await openClip(app, jobs, film, { proxy: false });
    if (jobId !== undefined) await jobs.wait(jobId);
    app.apply({ kind: 'replaceShots', clipId: clip.id, shots: SHOTS.map(([first, last], index) => (
      { id: newId(ShotId), clipId: clip.id, name: `Shot ${index + 1}`, range: { first: frameIndex(first), last: frameIndex(last) }, transitionIn: { kind: 'cut' as const } })) });
    const [one, two, three] = app.document().shots;
    const keyframe = (shot: typeof one, frame: number, ab: readonly [number, number], correction = false): void => {
      const hint = { kind: 'point' as const, id: newId(HintId), at: [0.4, 0.4] as const, radius: 0.06, ab };
      app.apply({ kind: 'addKeyframe', keyframe: { id: newId(KeyframeId), shotId: shot!.id, frame: frameIndex(frame), approved: false, hints: [hint], ...(correction ? { correction: true as const } : {}) } });
    };
    keyframe(one, 0, [45, 30]);
    keyframe(one, 3, [40, 35]);
    keyframe(two, 5, [-20, -30]);
    keyframe(two, 7, [10, -40], true);
    keyframe(three, 9, [30, 50]);
    for (const { id } of app.document().shots) {
      const job = await jobs.wait(await propagateShot(app, jobs, id));
      if (job.state !== 'done') throw new Error(`The film could not be coloured: ${job.error?.message ?? job.state} ${job.error?.details ?? ''}`);
    }
    return { project, clip, document: app.document(), coloured };
  } finally {
    await engine.close();
  }
}
