import { implement } from '@orpc/server';
import type { PaintedFrame } from '../shared/contract/colorize.ts';
import { contract } from '../shared/contract/contract.ts';
import type { ProjectEvent } from '../shared/contract/project.ts';
import type { Job } from '../shared/contract/jobs.ts';
import { frameIndex, rangeIncludes } from '../shared/model/frame.ts';
import { formatPlaneKey } from './artefacts/index.ts';
import type { Engine } from './engine.ts';
import { eventsOf } from './event-hub.ts';
import { openPreferences } from './preferences.ts';
import { recentProjects } from './project/index.ts';
import { suggestKeyframe } from './propagate/index.ts';
import { addReference, type ColouredKeyframe, colourKeyframe, deliveryParams, estimate, findBesideProject, frameKey, keepStill, keyframeSource, type MadeFrame, missingClips, openFilm, previewCorrection, propagateParams, relinkClip, propagationForecast, trackHints, frameStatuses } from './app/index.ts';
import { about, doctor, listDirectory, SAMPLE_FILM } from './system.ts';

const os = implement(contract);

/** The contract, answered by the rooms. No logic of its own. */
export function createRouter(engine: Engine) {
  const { app, jobs, services } = engine;

  const project = {
    create: os.project.create.handler(({ input }) => app.create(input.path, input)),
    open: os.project.open.handler(({ input }) => app.open(input.path)),
    close: os.project.close.handler(() => { app.close(); }),
    current: os.project.current.handler(() => app.current() ?? null),
    apply: os.project.apply.handler(({ input }) => ({ revision: app.apply(input.command, input.mergeKey === undefined ? { baseRevision: input.baseRevision } : { baseRevision: input.baseRevision, mergeKey: input.mergeKey }) })),
    keepStill: os.project.keepStill.handler(async ({ input: { plane, ...still } }) => ({ stillId: await keepStill(app, { ...still, ...(plane === undefined ? {} : { plane }) }) })),
    undo: os.project.undo.handler(() => ({ revision: app.undo() })),
    redo: os.project.redo.handler(() => ({ revision: app.redo() })),
    saveAs: os.project.saveAs.handler(({ input }) => app.backupTo(input.path, input)),
    snapshots: os.project.snapshots.handler(() => app.snapshots()),
    openSnapshot: os.project.openSnapshot.handler(({ input }) => app.openSnapshot(input.takenAt)),
    recent: os.project.recent.handler(() => recentProjects(engine.directories.data)),
    events: os.project.events.handler(({ signal }) => eventsOf<ProjectEvent>((listener) => app.subscribe(listener), signal)),
  };

  const media = {
    openFilm: os.media.openFilm.handler(async ({ input, signal }) => {
      const { clipId, jobId } = await openFilm(app, jobs, input.path, { deinterlace: input.deinterlace, ...(signal === undefined ? {} : { signal }) });
      return { clipId, ...(jobId === undefined ? {} : { jobId }) };
    }),
    detectShots: os.media.detectShots.handler(({ input }) => ({ jobId: jobs.enqueue('findShots', { clip: app.clip(input.clipId) }).id })),
    relink: os.media.relink.handler(({ input }) => relinkClip(app, input.clipId, input.path)),
    addReference: os.media.addReference.handler(async ({ input }) => ({ referenceId: await addReference(app, input.picture, input.mergeKey === undefined ? {} : { mergeKey: input.mergeKey }) })),
    missing: os.media.missing.handler(async () => {
      await findBesideProject(app);
      return missingClips(app);
    }),
  };

  const colorize = {
    keyframe: os.colorize.keyframe.handler(async ({ input, signal }) => {
      const stop = signal === undefined ? {} : { signal };
      const keyframe = app.keyframe(input.keyframeId);
      const source = keyframeSource(app.document(), keyframe);
      const corrected = keyframe.correction === true ? await previewCorrection(app, app.shotPlan(keyframe.shotId).shot, source, stop) : undefined;
      return paintedFrame(corrected ?? await colourKeyframe(services, source, stop));
    }),
    preview: os.colorize.preview.handler(async ({ input, signal }) => {
      const reference = app.document().references.find((each) => each.id === input.referenceId);
      const stop = signal === undefined ? {} : { signal };
      const shot = app.document().shots.find((each) => each.clipId === input.clipId && rangeIncludes(each.range, input.frame));
      const corrected = shot === undefined || reference !== undefined ? undefined : await previewCorrection(app, shot, input, stop);
      return paintedFrame(corrected ?? await colourKeyframe(services, { clip: app.clip(input.clipId), frame: input.frame, hints: input.hints, ...(reference === undefined ? {} : { reference }) }, stop));
    }),
    suggest: os.colorize.suggest.handler(async ({ input, signal }) => {
      const clip = app.clip(input.clipId);
      const options = signal === undefined ? {} : { signal };
      const luma = await services.paintingSources.luma(clip, input.frame, options);
      return [...await services.colorizer.suggest({ frameKey: frameKey(clip, input.frame), luma, hints: input.hints, at: input.at }, options)];
    }),
  };

  const propagate = {
    run: os.propagate.run.handler(async ({ input, signal }) => {
      const plan = app.shotPlan(input.shotId);
      for (const keyframe of plan.keyframes) await colourKeyframe(services, keyframeSource(app.document(), keyframe), signal === undefined ? {} : { signal });
      return { jobId: jobs.enqueue('propagate', propagateParams(plan)).id };
    }),
    status: os.propagate.status.handler(async ({ input }) => {
      const plan = app.shotPlan(input.shotId);
      const frames = await frameStatuses(plan, services.cache);
      return { shotId: input.shotId, range: plan.range, frames: frames.map(({ key, confidence }) => ({ key: key === undefined ? null : formatPlaneKey(key), confidence: confidence ?? null })) };
    }),
    suggestKeyframe: os.propagate.suggestKeyframe.handler(async ({ input }) => {
      const plan = app.shotPlan(input.shotId);
      const frames = await frameStatuses(plan, services.cache);
      const found = suggestKeyframe(frames.map(({ confidence }) => confidence ?? null), [...plan.keys.keys(), ...plan.corrections.map(({ frame }) => frame)].map((frame) => frame - plan.range.first));
      return found === undefined ? null : { frame: frameIndex(found + plan.range.first), confidence: frames[found]?.confidence ?? 0 };
    }),
    track: os.propagate.track.handler(async ({ input, signal }) => ({ hints: [...await trackHints(app, input, signal === undefined ? {} : { signal })] })),
    forecast: os.propagate.forecast.handler(({ input, signal }) => propagationForecast(app, input.shotIds, signal === undefined ? {} : { signal })),
    events: os.propagate.events.handler(async function* ({ signal }) {
      for await (const made of eventsOf<MadeFrame>((listener) => engine.madeFrames.subscribe(listener), signal)) {
        yield { kind: 'frame' as const, shotId: made.shotId, frame: frameIndex(made.frame), colour: { key: made.key, confidence: made.confidence } };
      }
    }),
  };

  const deliver = {
    estimate: os.deliver.estimate.handler(({ input }) => estimate(app, input)),
    run: os.deliver.run.handler(({ input }) => ({ jobId: jobs.enqueue('deliver', deliveryParams(app, input)).id })),
  };

  const jobRoutes = {
    list: os.jobs.list.handler(() => [...jobs.list()]),
    cancel: os.jobs.cancel.handler(({ input }) => { jobs.cancel(input.jobId); }),
    resume: os.jobs.resume.handler(({ input }) => ({ jobId: jobs.resume(input.jobId).id })),
    clearEnded: os.jobs.clearEnded.handler(() => { jobs.clearEnded(); }),
    events: os.jobs.events.handler(({ signal }) => eventsOf<Job>((listener) => jobs.subscribe(listener), signal)),
  };

  const preferences = openPreferences(engine.directories.data);
  const system = {
    preferences: os.system.preferences.handler(() => ({ ...preferences.all() })),
    setPreference: os.system.setPreference.handler(({ input }) => { preferences.set(input.name, input.value); }),
    about: os.system.about.handler(() => about(engine)),
    doctor: os.system.doctor.handler(() => doctor(engine)),
    listDirectory: os.system.listDirectory.handler(({ input }) => listDirectory(input.path)),
    sampleFilm: os.system.sampleFilm.handler(() => ({ path: SAMPLE_FILM })),
  };

  return os.router({ project, media, colorize, propagate, deliver, jobs: jobRoutes, system });
}

function paintedFrame({ key, plane, outOfGamut }: ColouredKeyframe): PaintedFrame {
  return { key: formatPlaneKey(key), width: plane.width, height: plane.height, outOfGamut };
}
