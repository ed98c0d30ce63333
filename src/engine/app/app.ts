import { resolve } from 'node:path';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { HistoryStep, ProjectEvent, ProjectState } from '../../shared/contract/project.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Keyframe, ProjectCommand, ProjectDocument } from '../../shared/model/document.ts';
import type { ClipId, JobId, KeyframeId, ShotId } from '../../shared/model/ids.ts';
import { restoreSnapshot, createProject, isSamePlace, openProject, type ProjectStore, rememberProject, type Snapshot, snapshotsOf } from '../project/index.ts';
import { changedContents, contentName } from './clips/content-names.ts';
import { watchContents } from './clips/watch-contents.ts';
import { keyContext } from './shots/key-context.ts';
import { withApprovals } from './shots/record-approvals.ts';
import { planShot, type ShotPlan } from './shots/shot-plan.ts';
import type { Services } from './services.ts';
import { watchProject } from './watch-project.ts';

/** The open project of an engine with its listeners. Every window of an engine shows the same project. */
export interface App {
  readonly services: Services;
  create(path: string, options: { readonly overwrite: boolean }): ProjectState;
  open(path: string): ProjectState;
  close(): void;
  current(): ProjectState | undefined;
  /** The open project's document. @throws AppError `project.none` */
  document(): ProjectDocument;
  apply(command: ProjectCommand, options?: { readonly baseRevision?: number; readonly mergeKey?: string }): number;
  undo(): number;
  redo(): number;
  /** @param of only the last `most` steps whose first shot is one of these */
  history(of?: { readonly shotIds: readonly ShotId[]; readonly most: number }): { readonly revision: number; readonly steps: readonly HistoryStep[] };
  goToStep(options: { readonly baseRevision: number; readonly position: number }): number;
  backupTo(path: string, options: { readonly overwrite: boolean }): Promise<void>;
  /** Automatic copies of the open project, newest first. */
  snapshots(): Snapshot[];
  /** Copies go to the folder that is set now; one is taken there, unless it has one of a moment ago. */
  placeSnapshots(): void;
  /** Puts one of them beside the project and opens it. @throws AppError `file.missing`, `file.notWritable` */
  openSnapshot(takenAt: string): Promise<ProjectState>;
  /** An ab plane that the open project keeps for its stills. */
  keptPlane(key: string): Uint8Array | undefined;
  /** @throws AppError `project.none`, `project.readOnly`, `disk.full` */
  keepPlane(key: string, plane: Uint8Array): void;
  /** A value that the open project stores beside its document and history; `undefined` when it is absent or has another shape. @throws AppError `project.none` */
  setting<Schema extends z.ZodType>(key: string, schema: Schema): z.output<Schema> | undefined;
  /** @throws AppError `project.none`, `project.readOnly`, `disk.full` */
  keepSetting(key: string, value: unknown): void;
  subscribe(listener: (event: ProjectEvent) => void): () => void;
  clip(clipId: ClipId): Clip;
  keyframe(keyframeId: KeyframeId): Keyframe;
  /** Checks whether the files of the open project's clips have changed, unless they were checked a moment ago. */
  contentsKnown(): Promise<void>;
  /** Checks now. */
  checkContents(): Promise<void>;
  /** @throws AppError `project.notFound` */
  shotPlan(shotId: ShotId): ShotPlan;
}

export interface OpenedClip {
  readonly clipId: ClipId;
  /** The job that finds its shots; `undefined` when they were found before. */
  readonly jobId: JobId | undefined;
}

export function createApp(services: Services, log: Logger): App {
  let store: ProjectStore | undefined;
  let leave = (): void => undefined;
  const dataDirectory = services.directories.data;
  const listeners = new Set<(event: ProjectEvent) => void>();
  const tell = (event: ProjectEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        // The change is committed: an exception of a listener must not make the call fail.
        log.error({ err: error }, 'a listener of the project failed');
      }
    }
  };

  const openStore = (): ProjectStore => {
    if (store === undefined) throw new AppError('project.none', 'No project is open.');
    return store;
  };
  const stateOf = (open: ProjectStore): ProjectState => ({
    path: open.path, readOnly: open.readOnly, ...(open.readOnlyReason === undefined ? {} : { readOnlyReason: open.readOnlyReason }), revision: open.revision, document: open.document, ...(open.fileChange === undefined ? {} : { fileChange: open.fileChange }),
    contents: changedContents(services.contents, open.document.clips), ...labels(open),
  });
  const contents = watchContents(services, { clips: () => store?.document.clips ?? [], tell: (error) => { tell({ kind: 'notice', error: error.toWire() }); }, reachable: ({ id }, isReachable) => { tell({ kind: 'clipReachable', clipId: id, isReachable }); }, log });
  services.contents.subscribe(({ contentHash }) => {
    for (const clip of store?.document.clips ?? []) if (clip.contentHash === contentHash) tell({ kind: 'contentChanged', clipId: clip.id, content: contentName(services.contents, clip) ?? null });
  });
  const take = (opened: ProjectStore): ProjectState => {
    leave();
    store?.close();
    store = opened;
    leave = watchProject(opened, { snapshotRoots: services.snapshotRoots, log });
    opened.subscribe((change) => { tell({ kind: 'changed', ...change, patches: [...change.patches] }); });
    opened.onFileChange((change) => {
      log.warn({ path: opened.path, change }, 'the project file was changed by others');
      tell({ kind: 'fileChanged', change });
    });
    rememberProject(dataDirectory, opened.path);
    log.info({ path: opened.path, readOnly: opened.readOnly }, 'project opened');
    void contents.check();
    const state = stateOf(opened);
    tell({ kind: 'opened', state });
    return state;
  };

  const close = (): void => {
    if (store === undefined) return;
    leave();
    store.close();
    store = undefined;
    tell({ kind: 'closed' });
  };

  return {
    services,
    create: (given, { overwrite }) => {
      const path = resolve(given);
      // Changes in it were acknowledged; later ones could not be written.
      if (store !== undefined && store.fileChange === undefined && isSamePlace(store.path, path)) throw new AppError('file.exists', `${path} is the project that is open. Choose another name, or close it first.`);
      return take(createProject(path, { overwrite }));
    },
    open: (given) => {
      const path = resolve(given);
      if (store === undefined || !isSamePlace(store.path, path)) return take(openProject(path));
      store.checkFile();
      // A project that was opened read-only may be free by now.
      if (store.fileChange === undefined) return store.readOnly ? take(openProject(path)) : stateOf(store);
      close();
      return take(openProject(path));
    },
    close,
    current: () => (store === undefined ? undefined : stateOf(store)),
    document: () => openStore().document,
    apply(command, options = {}) {
      const open = openStore();
      return open.apply({ baseRevision: options.baseRevision ?? open.revision, command: withApprovals(services, open.document, command), ...(options.mergeKey === undefined ? {} : { mergeKey: options.mergeKey }) }).revision;
    },
    undo: () => openStore().undo()?.revision ?? openStore().revision,
    redo: () => openStore().redo()?.revision ?? openStore().revision,
    history(of) {
      const { revision } = openStore();
      const steps = openStore().steps();
      if (of === undefined) return { revision, steps };
      const shots = new Set(of.shotIds);
      return { revision, steps: steps.filter(({ shotId }) => shotId !== undefined && shots.has(shotId)).slice(-of.most) };
    },
    goToStep: (options) => openStore().goToStep(options)?.revision ?? openStore().revision,
    backupTo: (path, options) => openStore().backupTo(path, options),
    snapshots: () => snapshotsOf(services.snapshotRoots(), openStore().path),
    openSnapshot: async (takenAt) => take(openProject(await restoreSnapshot(services.snapshotRoots(), openStore().path, takenAt))),
    placeSnapshots() {
      if (store === undefined) return;
      leave();
      leave = watchProject(store, { snapshotRoots: services.snapshotRoots, log });
    },
    keptPlane: (key) => store?.keptPlane(key),
    keepPlane(key, plane) { openStore().keepPlane(key, plane); },
    setting: (key, schema) => openStore().getSetting(key, schema),
    keepSetting(key, value) { openStore().setSetting(key, value); },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
    contentsKnown: () => contents.known(),
    checkContents: () => contents.check(),
    clip(clipId) {
      const clip = openStore().document.clips.find((each) => each.id === clipId);
      if (clip === undefined) throw new AppError('project.notFound', 'This clip is not in the project.');
      return clip;
    },
    keyframe(keyframeId) {
      const keyframe = openStore().document.keyframes.find((each) => each.id === keyframeId);
      if (keyframe === undefined) throw new AppError('project.notFound', 'This keyframe is not in the project.');
      return keyframe;
    },
    shotPlan(shotId) {
      const plan = planShot(openStore().document, shotId, keyContext(services));
      if (plan === undefined) throw new AppError('project.notFound', 'This shot is not in the project.');
      return plan;
    },
  };
}

function labels({ undoLabel, redoLabel, undoFrames, redoFrames, undoShots, redoShots }: ProjectStore): Pick<ProjectState, 'undoLabel' | 'redoLabel' | 'undoFrames' | 'redoFrames' | 'undoShots' | 'redoShots'> {
  return {
    ...(undoLabel === undefined ? {} : { undoLabel, undoFrames }), ...(redoLabel === undefined ? {} : { redoLabel, redoFrames }),
    ...(undoShots < 2 ? {} : { undoShots }), ...(redoShots < 2 ? {} : { redoShots }),
  };
}
