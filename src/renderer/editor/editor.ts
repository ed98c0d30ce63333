import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job } from '../../shared/contract/jobs.ts';
import type { SystemNotice } from '../../shared/contract/system.ts';
import { isAbort } from '../../shared/errors/app-error.ts';
import type { AbPlane } from '../../shared/model/ab-plane.ts';
import type { ConfidencePlane } from '../../shared/model/confidence-plane.ts';
import { proxySizeOf } from '../../shared/model/proxy-size.ts';
import { createKeyBindings, type KeyBindings } from '../commands/key-bindings.ts';
import { createJobsMirror, followJobs, isPropagation, type JobsStore } from '../document/jobs-mirror.ts';
import { clipOf, createProjectMirror, documentOf, followProject, pixelsOf, type ProjectStore, shotAt } from '../document/project-mirror.ts';
import { type BroughtModels, createBroughtModels } from '../document/brought-models.ts';
import { lookOnFocus } from '../document/look-on-focus.ts';
import { type MissingClips, watchMissingClips } from '../document/missing-clips.ts';
import { createVersionColours, type VersionColours } from '../document/version-colours.ts';
import { type ApprovalChanges, watchApprovals } from '../document/approval-changes.ts';
import { createShotColours, followFrames, type ShotColoursStore } from '../document/shot-colours.ts';
import { watchShotColours } from '../document/watch-shot-colours.ts';
import { createSoundSource, type SoundSource } from '../features/timeline/sound-source.ts';
import { createThumbnails, type Thumbnails } from '../features/timeline/thumbnails.ts';
import type { Connection } from '../host/connection.ts';
import { createPreferences, type Preferences } from '../host/preferences.ts';
import type { WireClient } from '../host/wire.ts';
import { createConfidenceCache, createLumaCache, createPlaneCache, type PictureCache, planeUrlOf } from '../session/frame-cache.ts';
import { feedId, serveCleanFeed } from '../session/clean-feed.ts';
import { afterGestureColour } from '../session/after-gesture-colour.ts';
import { afterFirstPicture } from '../session/first-picture.ts';
import { keepSession, readKeptSession } from '../session/kept-session.ts';
import { draftFrames } from '../session/draft-frames.ts';
import { reportPlayhead } from '../session/report-playhead.ts';
import { createPainter, type Painter } from '../session/painter.ts';
import { colourUnderPointer } from '../session/pick-colour.ts';
import { createPlayback, type Playback } from '../session/playback.ts';
import { createSession, restoreNextHint, selectionOf, type SessionStore } from '../session/session-store.ts';
import { showClip } from '../session/show-clip.ts';
import type { ShownFrames } from '../session/shown-frames.ts';
import { createSuggester, type Suggester } from '../session/suggestions.ts';
import type { Tool } from '../tools/tool.ts';
import { createToolbox } from '../tools/toolbox.ts';
import { createFramePacing } from '../ui/frame-pacing.ts';
import { askBeforeLeaving } from './ask-before-leaving.ts';
import { createEdits, type Edits } from './edits.ts';
import { followMarks } from './hint-marks.ts';
import { createNewProject, type NewProject } from './new-project.ts';
import { createTrackedPastes, type TrackedPastes } from './tracked-pastes.ts';

/** Everything behind one window, passed to components by React context. */
export interface Editor {
  readonly connection: Connection;
  readonly preferences: Preferences;
  readonly project: ProjectStore;
  readonly jobs: JobsStore;
  readonly colours: ShotColoursStore;
  readonly approvals: StoreApi<ApprovalChanges>;
  readonly versionColours: VersionColours;
  readonly session: SessionStore;
  readonly painter: Painter;
  readonly suggester: Suggester;
  readonly playback: Playback;
  readonly luma: PictureCache<ImageBitmap>;
  readonly planes: PictureCache<AbPlane>;
  readonly confidences: PictureCache<ConfidencePlane>;
  /** What the viewer shows now, and what it compares it with; set by the viewer. */
  readonly shown: StoreApi<ShownFrames>;
  readonly thumbnails: Thumbnails;
  /** Asks again for what failed while the engine or a film was away. */
  readonly askAgain: () => void;
  readonly sounds: SoundSource;
  readonly edits: Edits;
  readonly pastes: TrackedPastes;
  readonly keys: KeyBindings;
  readonly missing: MissingClips;
  readonly newProject: NewProject;
  readonly models: BroughtModels;
  readonly tools: ReturnType<typeof createToolbox>;
  /** The current tool. */
  tool(): Tool;
  /** Closes the window with the clean feed. */
  readonly closeFeed: () => void;
  /** Reports a failure to the user. */
  readonly report: (error: unknown) => void;
  close(): void;
}

interface EditorOptions {
  readonly report: (error: unknown) => void;
  readonly onJobEnd: (job: Job) => void;
  readonly onNotice: (notice: SystemNotice) => void;
  /** This window is the clean feed of another. */
  readonly isFeed?: boolean;
}

/** Passes on what happens on the engine's machine, until the connection ends. */
async function followNotices(client: WireClient, tell: (notice: SystemNotice) => void): Promise<void> {
  for await (const notice of await client.system.events()) tell(notice);
}

export function createEditor(connection: Connection, options: EditorOptions): Editor {
  const { report } = options;
  const preferences = createPreferences(connection, report);
  const project = createProjectMirror();
  const jobs = createJobsMirror();
  const colours = createShotColours();
  const versionColours = createVersionColours(connection, report);
  const session = createSession();
  const luma = createLumaCache();
  const planes = createPlaneCache();
  const confidences = createConfidenceCache();
  const shown = createStore<ShownFrames>(() => ({ ready: undefined, other: undefined }));
  const turn = afterFirstPicture({ session, shown, luma, pixelsOf: (clipId) => pixelsOf(project.getState(), clipId) });
  const thumbnails = createThumbnails(turn, { planes });
  const sounds = createSoundSource(turn);
  const playback = createPlayback(session, project);
  const painter = createPainter({ project, session, connection, bringPlane: (key) => planes.load(planeUrlOf(key)), yieldToInput: createFramePacing().yieldToInput, report });
  const suggester = createSuggester({ project, session, connection, report });
  const watcher = watchShotColours(colours, { project, connection, report, playhead: () => session.getState().frame, hand: painter.store });
  const approvals = watchApprovals({ project, connection, report });
  const keys = createKeyBindings(preferences);
  const stopProxySize = preferences.store.subscribe(({ values }) => {
    const proxySize = proxySizeOf(values);
    if (project.getState().proxySize !== proxySize) project.setState({ proxySize });
  });
  const edits = createEdits({ project, colours, session, connection, shown, report });
  const pastes = createTrackedPastes({ project, jobs, edits, storage: sessionStorage, locked: () => session.getState().lockedHints, report });
  const missing = watchMissingClips({ project, connection, report, onMissing: () => { session.setState(({ dialog }) => ({ dialog: dialog ?? 'missing' })); } });
  const newProject = createNewProject({ connection, session, report });
  const models = createBroughtModels({ project, connection, report });
  const feed = options.isFeed === true ? undefined : serveCleanFeed(session, feedId(sessionStorage));
  const tools = createToolbox(edits.context);
  const tool = (): Tool => tools[session.getState().tool];

  // The event streams end with the socket; their errors need no report.
  const follow = (work: Promise<void>, signal: AbortSignal): void => {
    work.catch((error: unknown) => { if (!isAbort(error) && !signal.aborted) report(error); });
  };
  /** Reloads the colour of the shot that was being propagated, and of the one shown, whose keyframes were painted for it. */
  function refreshMade(): void {
    const { making } = colours.getState();
    colours.setState({ making: null, begun: new Set() });
    for (const shotId of new Set([making, currentShot({ project, session })?.id])) if (shotId !== null && shotId !== undefined) watcher.refresh(shotId);
  }
  /** Retries what failed while the engine or a film was away. */
  function askAgain(): void {
    for (const cache of [luma, planes, confidences, sounds, thumbnails]) cache.retryFailed();
    watcher.refreshAll();
    approvals.refreshAll();
    painter.retry();
  }
  const beforeChange = afterGestureColour({ session, painter });
  const stops = [
    connection.onConnected((client, signal) => {
      follow(followProject(project, client, { report, beforeChange, onReachable: () => {
        // In the midst of work a line over the picture says so, without a dialog.
        missing.look({ quietly: true });
        askAgain();
      } }), signal);
      follow(followNotices(client, (notice) => {
        options.onNotice(notice);
        if (notice.kind !== 'modelsChanged') return;
        models.refresh();
        // What could not be painted without a model.
        if (project.getState().known) askAgain();
      }), signal);
      follow(followFrames(colours, client, { onStale: watcher.refresh }), signal);
      follow(followJobs(jobs, client, { onEnd: (job) => {
        if (isPropagation(job)) refreshMade();
        if (isPropagation(job) && job.shotId !== undefined) approvals.refresh(job.shotId);
        if (job.kind === 'suggestKeyframe' && job.state === 'done' && job.shotId !== undefined) watcher.refresh(job.shotId);
        options.onJobEnd(job);
      } }), signal);
    }),
    // Only once the project is open: a restarted engine opens it at this window's request.
    project.subscribe((now, before) => { if (now.known && !before.known) askAgain(); }),
    // The project file is no longer writable: ask for another path.
    project.subscribe((now, before) => { if (now.state?.fileChange !== undefined && before.state?.fileChange === undefined) session.setState({ dialog: 'saveCopy' }); }),
    project.subscribe((now, before) => { if (now.state !== before.state) clampPlayhead(project, session); }),
    followMarks(project, session),
    restoreNextHint(session),
    reportPlayhead(session, connection),
    draftFrames({ project, session, colours, connection }),
    keepSession(session, sessionStorage, () => project.getState().state?.path),
    project.subscribe(() => { dropLostSelection(session, edits); }),
    // A gesture on a hint that was removed meanwhile ends with a refusal, and no change of the document.
    edits.pending.subscribe(({ count }) => { if (count === 0) dropLostSelection(session, edits); }),
    session.subscribe((now, before) => { if (before.live !== null && now.live === null && edits.pending.getState().count === 0) dropLostSelection(session, edits); }),
    cancelGesturesOnChange(session, () => tools),
    watcher.stop,
    () => { approvals.stop(); },
    pickFromThumbnails(session, edits),
    keys.stop,
    stopProxySize,
    missing.stop,
    lookOnFocus(connection),
    () => { newProject.stop(); },
    models.stop,
    () => { feed?.stop(); },
    pastes.stop,
    askBeforeLeaving(edits.pending),
    // Unknown until the engine has reported which project is open.
    connection.state.subscribe(({ kind }) => { if (kind !== 'connected') project.setState({ known: false }); }),
  ];

  return {
    connection, preferences, project, jobs, colours, approvals: approvals.store, versionColours, session, painter, suggester, playback, luma, planes, confidences, shown, thumbnails, askAgain, sounds, edits, pastes, keys, missing, models, newProject, tools, tool, closeFeed: () => { feed?.closeFeed(); }, report,
    close() {
      for (const stop of stops) stop();
      painter.stop();
      suggester.stop();
      thumbnails.dispose();
      playback.stop();
      connection.close();
    },
  };
}

/** Another project is open, or undo removed the clip: shows a clip that exists. */
function clampPlayhead(project: ProjectStore, session: SessionStore): void {
  const document = documentOf(project.getState());
  const { clipId, frame } = session.getState();
  const clip = clipOf(document, clipId);
  const { state } = project.getState();
  // The first project may be the one that this window showed before a reload.
  const kept = clip === undefined && clipId === null && state !== null ? readKeptSession(sessionStorage, state.path) : undefined;
  const keptClip = kept === undefined ? undefined : clipOf(document, kept.clipId);
  if (kept !== undefined && keptClip !== undefined) {
    const { propagateShots, ...rest } = kept;
    session.setState({ ...rest, frame: Math.min(kept.frame, keptClip.frameCount - 1), ...(propagateShots === undefined ? {} : { dialog: 'propagate', propagateShots }) });
  }
  else if (clip === undefined) {
    showClip(session, document.clips[0]?.id ?? null);
    // Another project begins where colour is made, whatever page the last one was left on.
    session.setState({ page: 'colour', swatch: null, editedSwatch: null });
  } else if (frame >= clip.frameCount) session.setState({ frame: clip.frameCount - 1 });
}

/** A gesture belongs to one frame and one tool: when either changes, it is cancelled. */
function cancelGesturesOnChange(session: SessionStore, tools: () => ReturnType<typeof createToolbox>): () => void {
  return session.subscribe((now, before) => {
    if (now.frame === before.frame && now.tool === before.tool && now.clipId === before.clipId) return;
    tools()[before.tool].handle({ kind: 'interrupt' });
    // The eyedropper keeps the selection, since it picks a colour for the selected hint.
    if (now.tool === 'pick' && now.frame === before.frame && now.clipId === before.clipId) return;
    if (session.getState().selected !== null || session.getState().selectedGroup !== null) session.setState({ selected: null, selectedGroup: null });
  });
}

/** Deselects hints that were removed (undo, another window). */
function dropLostSelection(session: SessionStore, edits: Edits): void {
  if (session.getState().live !== null) return;
  const kept = new Set(edits.context.hints().map(({ id }) => id));
  const selection = selectionOf(session.getState());
  const left = selection.filter((id) => kept.has(id));
  if (left.length < selection.length) edits.context.selectAll(left.toReversed());
}

/** With the eyedropper every picture in the window can be sampled: stills, references, posters. A press then has no other effect. */
function pickFromThumbnails(session: SessionStore, edits: Edits): () => void {
  let took = false;
  const down = (event: PointerEvent): void => {
    took = false;
    const ab = session.getState().tool === 'pick' ? colourUnderPointer(event) : undefined;
    if (ab === undefined) return;
    took = true;
    event.preventDefault();
    event.stopPropagation();
    edits.applyColour(ab, { settled: true });
  };
  const click = (event: MouseEvent): void => { if (took) event.stopPropagation(); };
  window.addEventListener('pointerdown', down, { capture: true });
  window.addEventListener('click', click, { capture: true });
  return () => {
    window.removeEventListener('pointerdown', down, { capture: true });
    window.removeEventListener('click', click, { capture: true });
  };
}

/** The shot under the playhead. */
export function currentShot(editor: Pick<Editor, 'project' | 'session'>): ReturnType<typeof shotAt> {
  const { clipId, frame } = editor.session.getState();
  return shotAt(documentOf(editor.project.getState()), clipId, frame);
}

