import { implement } from '@orpc/server';
import { contract } from '../shared/contract/contract.ts';
import type { ProjectEvent } from '../shared/contract/project.ts';
import type { SystemNotice } from '../shared/contract/system.ts';
import type { Job } from '../shared/contract/jobs.ts';
import type { Engine } from './engine.ts';
import { eventsOf } from './event-hub.ts';
import { makesProxies, openPreferences, providerSetting, setPreference } from './preferences.ts';
import { recentProjects, swatchesOfProject } from './project/index.ts';
import {
  addReference, approvalChanges, automaticModels, checkDelivered, cacheGroups, claimedPlaces, clearCacheGroup, colourLike, conformList, deliveredBefore, draftFrame, deliveryReports, drainFarm, estimate, exportEditList, exportKeyframes, exportQuality, farmStatus, findShots, firstPicture, forecastPropagation, importEditList, importReferenceFrames, keepStill, likeOffer, findMissingClips, openClip,
  keptQuality, keptReports, maskFromHints, paintKeyframe, pauseFarm, previewConform, previewEditList, previewExport, previewForNew, previewFrame, previewNetworks, previewReferenceFrames, propagateShot, propagationEvents, relinkClip, reportOfClip, resumeFarm, shotColour, shotsFromSequence, startDelivery, suggestColours,
  suggestKeyframe, swatchConsistency, trackHints, trackMask,
} from './app/index.ts';
import { about, cacheFacts, doctor, guidePage, licences, listDirectory, SAMPLE_FILM, threadFacts } from './system.ts';

const os = implement(contract);

/** The contract, answered by the rooms. No logic of its own. */
export function createRouter(engine: Engine) {
  const { app, jobs } = engine;
  const preferences = openPreferences(engine.directories.data);
  /** Of calls that show that somebody works at a window, though they change nothing. */
  const byUser = os.middleware(({ next }) => {
    engine.touch();
    return next();
  });

  const project = {
    create: os.project.create.handler(({ input }) => app.create(input.path, input)),
    open: os.project.open.handler(({ input }) => app.open(input.path)),
    close: os.project.close.handler(() => { app.close(); }),
    current: os.project.current.handler(() => app.current() ?? null),
    apply: os.project.apply.handler(({ input }) => ({ revision: app.apply(input.command, input.mergeKey === undefined ? { baseRevision: input.baseRevision } : { baseRevision: input.baseRevision, mergeKey: input.mergeKey }) })),
    keepStill: os.project.keepStill.handler(async ({ input: { plane, ...still } }) => ({ stillId: await keepStill(app, { ...still, ...(plane === undefined ? {} : { plane }) }) })),
    approvalChanges: os.project.approvalChanges.handler(({ input }) => approvalChanges(app, input.shotIds)),
    undo: os.project.undo.handler(() => ({ revision: app.undo() })),
    redo: os.project.redo.handler(() => ({ revision: app.redo() })),
    history: os.project.history.handler(({ input }) => app.history(input?.of)),
    goToStep: os.project.goToStep.handler(({ input }) => ({ revision: app.goToStep(input) })),
    saveAs: os.project.saveAs.handler(({ input }) => app.backupTo(input.path, input)),
    snapshots: os.project.snapshots.handler(() => app.snapshots()),
    openSnapshot: os.project.openSnapshot.handler(({ input }) => app.openSnapshot(input.takenAt)),
    recent: os.project.recent.handler(() => recentProjects(engine.directories.data, { openPath: app.current()?.path })),
    swatchesOf: os.project.swatchesOf.handler(({ input }) => [...swatchesOfProject(input.path)]),
    events: os.project.events.handler(({ signal }) => eventsOf<ProjectEvent>((listener) => app.subscribe(listener), signal)),
  };

  const media = {
    probe: os.media.probe.handler(({ input, signal }) => engine.services.probeClip(input.path, { signal })),
    openClip: os.media.openClip.handler(async ({ input, signal }) => {
      const { clipId, jobId } = await openClip(app, jobs, input.path, { deinterlace: input.deinterlace, proxy: input.proxies ?? makesProxies(preferences), shots: input.findShots, firstPicture: true, ...(input.coding === undefined ? {} : { coding: input.coding }), ...(input.sequenceRate === undefined ? {} : { sequenceRate: input.sequenceRate }), ...(signal === undefined ? {} : { signal }) });
      return { clipId, ...(jobId === undefined ? {} : { jobId }) };
    }),
    firstPicture: os.media.firstPicture.handler(({ input, signal }) => firstPicture(app.services, input.path, { signal })),
    report: os.media.report.handler(({ input, signal }) => reportOfClip(app, input.clipId, { signal })),
    detectShots: os.media.detectShots.handler(({ input }) => ({ jobId: findShots(app, jobs, input.clipId) })),
    relink: os.media.relink.handler(({ input }) => relinkClip(app, input.clipId, input.path)),
    addReference: os.media.addReference.handler(async ({ input }) => ({ referenceId: await addReference(app, input.picture, input.mergeKey === undefined ? {} : { mergeKey: input.mergeKey }) })),
    missing: os.media.missing.handler(() => findMissingClips(app)),
    look: os.media.look.handler(() => app.contentsKnown()),
  };

  const colorize = {
    automaticModels: os.colorize.automaticModels.handler(async () => {
        await engine.lookForModels();
        return automaticModels(engine.registry);
      }),
    keyframe: os.colorize.keyframe.handler(({ input, signal }) => paintKeyframe(app, input.keyframeId, { signal })),
    preview: os.colorize.preview.use(byUser).handler(({ input, signal }) => previewFrame(app, input, { signal })),
    previewNetworks: os.colorize.previewNetworks.use(byUser).handler(({ input, signal }) => previewNetworks(app, input.keyframeId, { signal })),
    maskFromHints: os.colorize.maskFromHints.handler(({ input, signal }) => maskFromHints(app, input, signal === undefined ? {} : { signal })),
    suggest: os.colorize.suggest.handler(({ input, signal }) => suggestColours(app, input, { signal })),
  };

  const propagate = {
    run: os.propagate.run.handler(async ({ input }) => {
        const jobId = await propagateShot(app, jobs, input.shotId);
        // Asked for again, it is not to wait any longer.
        if (jobs.get(jobId).pause === 'alone') jobs.resume(jobId);
        return { jobId };
      }),
    playhead: os.propagate.playhead.use(byUser).handler(({ input }) => { engine.services.playhead.set(input.clipId, input.frame); }),
    draft: os.propagate.draft.use(byUser).handler(({ input, signal }) => draftFrame(app, input, { signal })),
    status: os.propagate.status.handler(({ input }) => shotColour(app, input.shotId, input.versionId)),
    suggestKeyframe: os.propagate.suggestKeyframe.handler(async ({ input }) => ({ jobId: await suggestKeyframe(app, jobs, input.shotId) })),
    track: os.propagate.track.handler(async ({ input }) => ({ jobId: await trackHints(app, jobs, input) })),
    colourLike: os.propagate.colourLike.handler(async ({ input }) => ({ jobId: await colourLike(app, jobs, input) })),
    likeOffer: os.propagate.likeOffer.handler(({ input, signal }) => likeOffer(app, input.shotId, { signal })),
    trackMask: os.propagate.trackMask.handler(async ({ input }) => ({ jobId: await trackMask(app, jobs, input) })),
    forecast: os.propagate.forecast.handler(({ input }) => ({ jobId: forecastPropagation(app, jobs, input.shotIds) })),
    events: os.propagate.events.handler(({ signal }) => propagationEvents(app, engine, signal)),
  };

  const deliver = {
    estimate: os.deliver.estimate.handler(({ input }) => estimate(app, input, claimedPlaces(jobs))),
    before: os.deliver.before.handler(({ input }) => deliveredBefore(app, input)),
    reports: os.deliver.reports.handler(({ input }) => deliveryReports(engine.services, jobs, input.jobId)),
    run: os.deliver.run.handler(async ({ input }) => ({ jobId: await startDelivery(app, jobs, input, { propagate: (shotId) => propagateShot(app, jobs, shotId) }) })),
  };

  const interchange = {
    preview: os.interchange.preview.handler(({ input }) => previewEditList(app, input)),
    previewForNew: os.interchange.previewForNew.handler(({ input }) => previewForNew(input)),
    import: os.interchange.import.handler(({ input }) => importEditList(app, input)),
    export: os.interchange.export.handler(({ input }) => exportEditList(app, input)),
    importReferenceFrames: os.interchange.importReferenceFrames.handler(({ input }) => importReferenceFrames(app, input)),
    referencePreview: os.interchange.referencePreview.handler(({ input }) => previewReferenceFrames(app, input)),
    exportKeyframes: os.interchange.exportKeyframes.handler(({ input, signal }) => exportKeyframes(app, input, { signal })),
    exportPreview: os.interchange.exportPreview.handler(({ input }) => previewExport(app, input)),
    conformPreview: os.interchange.conformPreview.handler(({ input }) => previewConform(app, input)),
    shotsFromSequence: os.interchange.shotsFromSequence.handler(({ input }) => shotsFromSequence(app, input.sequenceId)),
    conform: os.interchange.conform.handler(({ input }) => conformList(app, input)),
  };

  const quality = {
    check: os.quality.check.handler(({ input }) => ({ jobId: checkDelivered(app, jobs, input) })),
    consistency: os.quality.consistency.handler(({ input, signal }) => swatchConsistency(app, input.sceneId, { signal })),
    list: os.quality.list.handler(({ input }) => keptReports(engine.directories.data, app.clip(input.clipId))),
    exportCsv: os.quality.exportCsv.handler(({ input }) => exportQuality(app, input)),
    report: os.quality.report.handler(({ input }) => keptQuality(engine.directories.data, input.id, app.current()?.document.clips ?? [])),
  };

  const jobRoutes = {
    list: os.jobs.list.handler(() => [...jobs.list()]),
    cancel: os.jobs.cancel.handler(({ input }) => { jobs.cancel(input.jobId); }),
    resume: os.jobs.resume.handler(({ input }) => ({ jobId: jobs.resume(input.jobId).id })),
    pause: os.jobs.pause.handler(({ input }) => { jobs.pause(input.jobId); }),
    pauseAll: os.jobs.pauseAll.handler(({ input }) => { jobs.pauseAll(input.kind); }),
    resumeAll: os.jobs.resumeAll.handler(({ input }) => { jobs.resumeAll(input.kind); }),
    move: os.jobs.move.handler(({ input }) => { jobs.move(input.jobId, input.before); }),
    clearEnded: os.jobs.clearEnded.handler(() => { jobs.clearEnded(); }),
    events: os.jobs.events.handler(({ signal }) => eventsOf<Job>((listener) => jobs.subscribe(listener), signal)),
  };

  const farm = {
    status: os.farm.status.handler(() => farmStatus(engine.services)),
    pause: os.farm.pause.handler(() => pauseFarm(engine.services)),
    resume: os.farm.resume.handler(() => resumeFarm(engine.services)),
    drain: os.farm.drain.handler(({ input }) => drainFarm(engine.services, input.worker)),
  };

  const system = {
    preferences: os.system.preferences.handler(() => ({ ...preferences.all() })),
    setPreference: os.system.setPreference.handler(({ input }) => setPreference(engine, preferences, input)),
    about: os.system.about.handler(() => about(engine)),
    guidePage: os.system.guidePage.handler(({ input }) => guidePage(input.page)),
    licences: os.system.licences.handler(() => licences()),
    doctor: os.system.doctor.handler(() => doctor(engine)),
    providers: os.system.providers.handler(() => ({ setting: providerSetting(preferences), providers: engine.providers.statuses() })),
    measureProviders: os.system.measureProviders.handler(() => engine.providers.measure()),
    cache: os.system.cache.handler(() => cacheFacts(engine)),
    cacheGroups: os.system.cacheGroups.handler(() => cacheGroups(app)),
    moveCache: os.system.moveCache.handler(async ({ input }) => ({ isMoved: await engine.cache.moveTo(input.folder) })),
    cancelCacheMove: os.system.cancelCacheMove.handler(() => { engine.cache.cancelMove(); }),
    clearCache: os.system.clearCache.handler(async ({ input }) => ({ freedBytes: await clearCacheGroup(app, input.group) })),
    threads: os.system.threads.handler(() => threadFacts(engine)),
    events: os.system.events.handler(({ signal }) => eventsOf<SystemNotice>((listener) => engine.notices.subscribe(listener), signal)),
    listDirectory: os.system.listDirectory.handler(({ input }) => listDirectory(input.path)),
    answer: os.system.answer.handler(() => undefined),
    sampleFilm: os.system.sampleFilm.handler(() => ({ path: SAMPLE_FILM })),
  };

  return os.router({ project, media, colorize, propagate, deliver, interchange, quality, jobs: jobRoutes, farm, system });
}
