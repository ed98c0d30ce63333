import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Logger, pino } from 'pino';
import { TrackMaskResult } from '../shared/contract/propagate.ts';
import type { SystemNotice } from '../shared/contract/system.ts';
import { closeAll } from '../shared/errors/close-all.ts';
import { proxySizeOf } from '../shared/model/proxy-size.ts';
import { type ArtefactRunner, type ArtefactStore, createArtefactRunner, createMovableStore, createColourStore, keepOutputRegister, openArtefactStore, removeFirstEdition, sweepOutputs, sweepTemporaryFolders } from './artefacts/index.ts';
import { createColorizer } from './colorize/index.ts';
import { defaultDirectories, type Directories } from './directories.ts';
import { createEventHub, type EventHub } from './event-hub.ts';
import { createJobRunner, type JobRunner } from './jobs/index.ts';
import { type FfmpegTools, keepFrameTables, locateFfmpeg } from './media/index.ts';
import { createInferenceClient, createProviders, findProviders, type InferenceClient, inferenceThreads, type ModelRegistry, openModelRegistry, openProviderMemory, providerRecord, type Providers, type ProviderTrial, type ThreadSpeed, watchModels } from './models/index.ts';
import { openLogFile } from './log-file.ts';
import { prepareDirectories } from './prepare-directories.ts';
import { snapshotRoots } from './project/index.ts';
import { createDraftReader, createMaskThread, createPropagator } from './propagate/index.ts';
import {
  type App, applyProxySetting, applyProxySize, colourLikeJobKind, contentMemory, createApp, createClipContents, createContentGuard, createClipPictures, createFrameTableKeeper,
  createFarmAccess, createMediaArtefacts, createPaintingSources, createPixels, createPlayhead, deliverJobKind, findShotsJobKind, forecastJobKind, keepProxies, watchDamage, watchReadable, type BegunFrame, type MadeFrame,
  type Pixels, propagateJobKind, proxyJobKind, qualityJobKind, recordNetworks, registerClipProbe, registerDrafts, registerKeyframeMakers, registerKeyframeSuggestions, registerSoundPeaks,
  modelChangesText, propagateShot, registerPositionTracking, registerReferenceStatistics, restartEditedPropagations, type Services, ShotsResult, suggestJobKind,
  sharedStoreOptions, takeFoundShots, takeTrackedShapes, trackJobKind, trackMaskJobKind, threadCountsToTry, tryProviders, type FarmChoice, UPDATE_STALE, updateStaleWhenIdle,
} from './app/index.ts';
import { type CachePlace, chosenCache, createCachePlace, finishMove } from './cache-place.ts';
import { cacheBudget, farmChoice, makesProxies, openPreferences, providerSetting, snapshotFolder, threadCount, updatesStale } from './preferences.ts';
import { measureWhenIdle } from './measure-when-idle.ts';
import { openSpeeds } from './speeds.ts';

export interface EngineOptions {
  readonly directories?: Directories;
  /** Folders of model folders; the shipped one first. */
  readonly modelDirectories?: readonly string[];
  readonly ffmpegPath?: string;
  /** Networks that engines of one process share, on the CPU; whoever made the client closes it. Left out, the engine has its own. */
  readonly inference?: InferenceClient;
  /** Threads of the networks; all cores when left out. */
  readonly threads?: number;
  /** A window on this machine shows what this engine does: the networks leave it the processor first. */
  readonly besideWindow?: boolean;
  /** Where jobs are kept; `:memory:` for a command that runs once. */
  readonly jobsDatabase?: string;
  readonly log?: Logger;
  /** The farm that propagates in this machine's place; by default the one of the preferences, if any. */
  readonly farm?: FarmChoice;
  /** For a farm worker: the folder shared by all machines, in place of the cache. */
  readonly sharedStore?: string;
}

/** The whole backend. Knows nothing of Electron, React or the wire; whoever made it closes it. */
export interface Engine {
  readonly log: Logger;
  readonly directories: Directories;
  readonly tools: () => Promise<FfmpegTools>;
  readonly registry: ModelRegistry;
  /** Of propagation; in an engine beside a window there is another for painting and drafts. */
  readonly inference: InferenceClient;
  readonly services: Services;
  readonly runner: ArtefactRunner;
  readonly app: App;
  readonly jobs: JobRunner;
  readonly pixels: Pixels;
  /** Frames as propagation makes them. */
  readonly madeFrames: EventHub<MadeFrame>;
  /** Frames on which propagation on this machine begins work. */
  readonly begunFrames: EventHub<BegunFrame>;
  /** What can run the networks on this machine. */
  readonly providers: Providers;
  /** Threads of the networks' processes that start now, and what was measured. */
  readonly threads: () => { readonly count: number; /** By the command or the environment. */ readonly isFixed: boolean; /** Also by a preference. */ readonly isAsked: boolean; readonly measured: readonly ThreadSpeed[] | undefined };
  readonly notices: EventHub<SystemNotice>;
  /** Their processes start again with the threads as they are set now, between two runs. */
  restartNetworks(): void;
  /** Sees brought models that were added or removed a moment ago; otherwise they are seen within seconds. @throws AppError `file.unreadable` */
  lookForModels(): Promise<void>;
  /** Makes proxies that clips of the open project lack, or stops making them. */
  applyProxies(isOn: boolean): void;
  /** A snapshot of the open project goes to the folder that is set now, and so do later ones. */
  applySnapshotFolder(): void;
  /** Makes proxies of the size that is set now, if proxies are made, and gives up those of another size. */
  applyProxySize(isOn: boolean): void;
  /** Where derived data lies. */
  readonly cache: CachePlace;
  /** Something was done at a window that changes no document: work that waits for quiet gives way. */
  touch(): void;
  /** Closes every part, also behind one that fails. @throws the first failure */
  close(): Promise<void>;
}

/** Models that are shipped with the program. */
export const SHIPPED_MODELS = fileURLToPath(new URL('../../resources/models', import.meta.url));

/** Interval at which the files of an open project's clips are looked at (`stat`); longer where a look takes long. Notices of the system are not had of network drives. */
const LOOK_AT_CLIPS_MS = 5000;

/** Creates the services and connects them. @throws AppError `file.notWritable` when a folder of the program cannot be written */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const directories = options.directories ?? defaultDirectories();
  prepareDirectories(directories);
  const logFile = openLogFile(join(directories.data, 'tintype.log'));
  const log = options.log ?? pino({ level: process.env.TINTYPE_LOG ?? 'warn' }, logFile);

  const preferences = openPreferences(directories.data);
  const fixedBy = options.sharedStore !== undefined ? 'The cache folder is that of the farm.' : options.directories === undefined && (process.env.TINTYPE_CACHE_DIR ?? '') !== '' ? 'The cache folder is set by TINTYPE_CACHE_DIR.' : undefined;
  const chosen = fixedBy === undefined ? chosenCache(preferences, directories.cache) : { folder: directories.cache };
  const openCache = (directory: string): Promise<ArtefactStore> => openArtefactStore({ directory, budget: cacheBudget(preferences) });
  const store = createMovableStore(await (options.sharedStore === undefined ? openCache(chosen.folder) : openArtefactStore(sharedStoreOptions(options.sharedStore, directories.cache))), openCache);
  const cache = createCachePlace({ store, preferences, customary: directories.cache, fixedBy, problem: chosen.problem });
  const runner = createArtefactRunner(store);
  if (chosen.problem !== undefined) log.warn(chosen.problem);
  const leftovers = clearFirstEdition(directories.cache, log);
  const finished = fixedBy === undefined ? finishMove(preferences, { present: store.directory, open: (directory) => openArtefactStore({ directory, rescan: true }) }).catch((error: unknown) => { log.warn({ err: error }, 'the folder of an unfinished move of the cache cannot be emptied'); }) : undefined;
  const outputs = join(directories.data, 'outputs');
  const leaveRegister = keepOutputRegister(outputs);
  await sweepOutputs(outputs);
  await sweepTemporaryFolders();
  const broughtModels = join(directories.data, 'models');
  const registry = await openModelRegistry(options.modelDirectories ?? [SHIPPED_MODELS, broughtModels], { anyProvider: () => providers.anyProvider() });
  const providerMemory = openProviderMemory(directories.data, registry);
  const measuredThreads = (): ProviderTrial | undefined => providerMemory.trials()?.find(({ id }) => id === 'cpu');
  const isFixed = options.threads !== undefined || (process.env['TINTYPE_THREADS'] ?? '') !== '';
  const threads = (): number => options.threads ?? inferenceThreads(process.env, threadCount(preferences) ?? measuredThreads()?.threads);
  const notices = createEventHub<SystemNotice>();
  const closing = new AbortController();
  const providers = createProviders({
    memory: providerMemory,
    setting: () => (options.inference === undefined ? providerSetting(preferences) : 'cpu'),
    tryAll: ({ measureCpu }) => tryProviders({
      registry, find: () => findProviders(registry), open: (use, tried) => createInferenceClient(registry, { threads, ...tried, providers: use, priority: 'behindInteractive' }),
    }, { measureCpu, threadCounts: isFixed ? [] : threadCountsToTry(availableParallelism()), signal: closing.signal }),
    onLost: ({ id, reason }) => {
      log.warn({ provider: id, reason }, 'a provider failed in a run; the CPU goes on');
      notices.tell({ kind: 'providerLost', text: `${providerRecord(id).name} failed, and the CPU goes on with the work. No frame was lost. ${reason}` });
    },
  });
  // Beside a window what a person waits for has a process of its own, before which propagation stands back. A command has one for all.
  const interactive = options.besideWindow === true ? createInferenceClient(registry, { threads, providers, priority: 'behindWindow' }) : undefined;
  const inference = options.inference ?? createInferenceClient(registry, { threads, providers, ...(interactive === undefined ? {} : { priority: 'behindInteractive', yieldsTo: interactive } as const) });
  /** What is built further down, for what needs it only later. */
  const opened: { readonly app?: App; readonly jobs?: JobRunner } = {};
  let located: Promise<FfmpegTools> | undefined;
  const tools = (): Promise<FfmpegTools> => {
    const looking = located ?? locateFfmpeg(options.ffmpegPath === undefined ? {} : { ffmpegPath: options.ffmpegPath });
    located = looking;
    looking.then((found) => { keepFrameTables(found, createFrameTableKeeper(store, contents)); }, () => undefined);
    // ffmpeg may be installed while the editor is open: a failed search is not cached.
    looking.catch(() => { located = undefined; });
    return looking;
  };
  const contents = createClipContents(store, {
    memory: contentMemory(() => opened.app),
    isBusy: () => opened.jobs?.list().some(({ state }) => state === 'running') ?? false,
  });
  const guard = createContentGuard(contents, store);
  const media = createMediaArtefacts({ store, contents, guard, tools, proxySize: () => proxySizeOf(preferences.all()) });
  const colorizer = createColorizer({ inference: interactive ?? inference, registry });
  const draftReader = createDraftReader({ inference: interactive ?? inference, registry });
  const propagator = createPropagator({ inference, registry });
  const paintingSources = createPaintingSources(tools, {
    contentOf: (clip) => contents.of(clip), assertHolds: (clip, content) => guard.assertHolds(clip, content),
    statistics: registerReferenceStatistics(runner, tools),
  });
  const services: Services = {
    directories, snapshotRoots: () => snapshotRoots(directories.data, snapshotFolder(preferences)), tools, registry, store, contents, guard, colorizer, paintingSources,
    probeClip: registerClipProbe({ runner, contents, guard, tools }),
    colours: createColourStore(store),
    keyframes: registerKeyframeMakers(runner, { tools, registry, colorizer, paintingSources, contents, guard }),
    propagator,
    farm: createFarmAccess({
      choice: () => (options.sharedStore === undefined ? options.farm ?? farmChoice(preferences) : undefined), cache: directories.cache,
      onNote: (note) => { log.warn({ note }, 'the farm'); },
    }),
    tracking: registerPositionTracking(runner, { tools, propagator, registry, guard }),
    suggestions: registerKeyframeSuggestions(runner, store),
    soundPeaks: registerSoundPeaks(runner, { contents, guard, tools }),
    draftReader,
    drafts: registerDrafts(runner, { tools, guard, reader: draftReader }),
    maskThread: createMaskThread(),
    playhead: createPlayhead(),
    speeds: openSpeeds(directories.data),
    media,
    pictures: createClipPictures({ proxyFolder: (clip) => media.proxyFolder(clip), contentOf: (clip) => contents.of(clip), proxySize: () => media.proxySize(), tools }),
  };
  const madeFrames = createEventHub<MadeFrame>();
  const begunFrames = createEventHub<BegunFrame>();
  const jobs = createJobRunner({
    databasePath: options.jobsDatabase ?? join(directories.data, 'jobs.sqlite'),
    kinds: [
      findShotsJobKind(services), proxyJobKind(services), propagateJobKind(services, { announce: madeFrames.tell, announceBegun: begunFrames.tell }, (key) => opened.app?.keptPlane(key)),
      propagateJobKind(services, { announce: madeFrames.tell, announceBegun: begunFrames.tell }, (key) => opened.app?.keptPlane(key), 'program'), deliverJobKind(services, { check: (params) => jobs.enqueue('quality', params).id, propagate: (shotId) => propagateShot(app, jobs, shotId), job: (id) => jobs.get(id), clip: (id) => opened.app?.current()?.document.clips.find((each) => each.id === id) }), qualityJobKind(services),
      trackJobKind(services), colourLikeJobKind(services, (key) => opened.app?.keptPlane(key)), trackMaskJobKind(services, () => opened.app), suggestJobKind(services, () => opened.app), forecastJobKind(() => opened.app),
    ],
    log: (entry) => { log.debug(entry); },
    onBug: (error) => { log.error({ err: error }, 'a bug around a job'); },
  });
  const app = createApp(services, log);
  Object.assign(opened, { app, jobs });
  const unsubscribe = jobs.subscribe((job) => {
    if (job.kind === 'findShots' && job.state === 'done') takeFoundShots(app, ShotsResult.parse(job.result));
    if (job.kind === 'trackMask' && job.state === 'done') takeTrackedShapes(app, TrackMaskResult.parse(job.result));
    if ((job.kind === 'propagate' || job.kind === UPDATE_STALE) && job.state === 'done' && job.shotId !== undefined) recordNetworks(app, job.shotId);
  });
  const unfollow = app.subscribe((event) => { if (event.kind === 'changed') restartEditedPropagations(app, jobs); });
  const keptProxies = keepProxies(app, jobs, { isOn: () => makesProxies(preferences), onError: (error) => { log.warn({ err: error }, 'proxies cannot be made again'); } });
  const leaveReadable = watchReadable(app, jobs, { onError: (error) => { log.warn({ err: error }, 'what can be read of a clip cannot be noted'); } });
  const leaveDamage = watchDamage(app, jobs);
  // A look at the clips' files while nobody works, when nothing else looks at them.
  const looks = options.besideWindow === true ? setInterval(() => { void app.contentsKnown(); }, LOOK_AT_CLIPS_MS) : undefined;
  const staleUpdates = options.besideWindow === true ? updateStaleWhenIdle(app, jobs, { isOn: () => updatesStale(preferences), onError: (error) => { log.warn({ err: error }, 'stale colour cannot be made again'); } }) : undefined;
  const modelWatch = watchModels(registry, {
    folder: broughtModels,
    tell: (changes) => {
      for (const client of [inference, interactive]) client?.unloadRemoved();
      notices.tell({ kind: 'modelsChanged', text: modelChangesText(changes) });
    },
    onError: (error) => { log.warn({ err: error }, 'the folder of brought models cannot be read'); },
  });
  const firstMeasurement = options.besideWindow === true ? measureWhenIdle(providers, { isBusy: () => jobs.list().some(({ state }) => state === 'running'), log }) : undefined;
  const pixels = createPixels(services, { document: () => app.current()?.document, keptPlane: (key) => app.keptPlane(key) });

  return {
    log, directories, cache, tools, registry, inference, services, runner, app, jobs, pixels, madeFrames, begunFrames, providers, notices,
    touch: () => { staleUpdates?.touch(); },
    restartNetworks: () => {
      for (const client of [inference, interactive]) client?.restart();
    },
    lookForModels: () => modelWatch.look(),
    applyProxies: (isOn) => { applyProxySetting(app, jobs, isOn); },
    applySnapshotFolder: () => { app.placeSnapshots(); },
    applyProxySize: (isOn) => { applyProxySize(app, jobs, isOn); },
    threads: () => ({ count: threads(), isFixed, isAsked: isFixed || threadCount(preferences) !== undefined, measured: measuredThreads()?.threadSpeeds }),
    async close() {
      closing.abort();
      unsubscribe();
      unfollow();
      keptProxies.stop();
      leaveReadable();
      leaveDamage();
      clearInterval(looks);
      modelWatch.stop();
      await closeAll([
        () => staleUpdates?.stop(),
        () => jobs.close(),
        () => services.farm.close(),
        () => { leaveRegister(); },
        () => services.pictures.close(),
        () => { media.close(); },
        () => { app.close(); },
        () => { services.colorizer.dispose(); },
        () => { draftReader.dispose(); },
        () => { services.propagator.dispose(); },
        () => { services.maskThread.dispose(); },
        () => contents.close(),
        () => leftovers.stop(),
        () => finished,
        () => firstMeasurement?.stop(),
        () => runner.close(),
        () => (options.inference === undefined ? inference.close() : undefined),
        () => interactive?.close(),
        () => store.close(),
        () => { logFile.close(); },
      ], { tell: (failure) => { log.error({ err: failure }, 'a part of the engine did not close'); } });
    },
  };
}

/** Removes the first edition's files from the cache folder, in the background. */
function clearFirstEdition(directory: string, log: Logger): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const clearing = removeFirstEdition(directory, { signal: stopping.signal }).then((removed) => {
    if (removed.files > 0) log.info({ ...removed }, 'what the first edition kept in the cache folder was removed');
  });
  return {
    stop: () => {
      stopping.abort();
      return clearing;
    },
  };
}
