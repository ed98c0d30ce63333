import { apply, type Patches } from 'mutative';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ClipPixels, contentOfPictures } from '../../shared/contract/pixel-urls.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ProjectEvent, ProjectState } from '../../shared/contract/project.ts';
import type { Clip } from '../../shared/model/clip.ts';
import { emptyDocument, type Keyframe, type Note, type ProjectDocument, type Shot } from '../../shared/model/document.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';
import type { ProxySize } from '../../shared/model/proxy-size.ts';
import type { WireClient } from '../host/wire.ts';
import { documentIndex } from '../../shared/model/document-index.ts';

/** This window's copy of the open project. Only the engine's events change it. */
export interface ProjectMirror {
  /** False until the engine has reported which project is open. */
  readonly known: boolean;
  readonly state: ProjectState | null;
  /** When the engine last confirmed a change, for the title bar. */
  readonly savedAt: Date | null;
  /** Of the gray pictures, as set on this machine: part of their addresses. */
  readonly proxySize?: ProxySize | undefined;
}

export type ProjectStore = StoreApi<ProjectMirror>;

export function createProjectMirror(): ProjectStore {
  return createStore<ProjectMirror>(() => ({ known: false, state: null, savedAt: null }));
}

/** Pure: the mirror after an event. Events that it already contains (by revision) change nothing. */
function mirrorAfter(mirror: ProjectMirror, event: ProjectEvent): ProjectMirror {
  switch (event.kind) {
    case 'opened': return { ...mirror, known: true, state: event.state, savedAt: null };
    case 'closed': return { ...mirror, known: true, state: null, savedAt: null };
    case 'notice': case 'clipReachable': return mirror;
    case 'contentChanged': return mirror.state === null ? mirror : { ...mirror, state: { ...mirror.state, contents: { ...mirror.state.contents, [event.clipId]: event.content ?? undefined } } };
    case 'fileChanged': return mirror.state === null ? mirror : { ...mirror, state: { ...mirror.state, fileChange: event.change } };
    case 'changed': {
      const { state } = mirror;
      if (state === null || event.revision <= state.revision) return mirror;
      const { kind: _kind, patches, ...next } = event;
      const { undoLabel: _undo, redoLabel: _redo, undoFrames: _undoFrames, redoFrames: _redoFrames, undoShots: _undoShots, redoShots: _redoShots, ...kept } = state;
      return { ...mirror, known: true, savedAt: new Date(), state: { ...kept, ...next, document: apply(state.document, patches as Patches) } };
    }
  }
}

interface FollowOptions {
  readonly report: (error: unknown) => void;
  /** Resolves when a change may be shown. */
  readonly beforeChange?: () => Promise<void>;
  /** Called when the files of a clip cannot be read any more, or can again. */
  readonly onReachable?: () => void;
}

/** Follows the engine's project until the connection ends. The event stream is opened before the state is read, so no change is missed. */
export async function followProject(store: ProjectStore, client: WireClient, options: FollowOptions): Promise<void> {
  const { state: had } = store.getState();
  const events = await client.project.events();
  const state = await client.project.current() ?? (had === null ? null : await openAgain(client, had.path, options.report));
  store.setState({ known: true, state, savedAt: null });
  for await (const event of events) {
    if (event.kind === 'changed') await options.beforeChange?.();
    const before = store.getState();
    const missed = event.kind === 'changed' && before.state !== null && event.revision > before.state.revision + 1;
    if (event.kind === 'notice') options.report(AppError.fromWire(event.error));
    if (event.kind === 'clipReachable') options.onReachable?.();
    if (missed) store.setState({ state: await client.project.current() });
    else store.setState(mirrorAfter(before, event), true);
  }
}

/** The engine was restarted and has no project open, so this window reopens its project. */
async function openAgain(client: WireClient, path: string, report: (error: unknown) => void): Promise<ProjectState | null> {
  try {
    return await client.project.open({ path });
  } catch (error) {
    report(error);
    return null;
  }
}

/** A clip as the addresses of its pictures name it. */
export function pixelsOf({ state, proxySize = 'standard' }: ProjectMirror, clipId: ClipId): ClipPixels {
  const clip = state?.document.clips.find((each) => each.id === clipId);
  return { clipId, content: contentOfPictures({ content: state?.contents?.[clipId], clip, proxySize }) };
}

export function documentOf(mirror: ProjectMirror): ProjectDocument {
  return mirror.state?.document ?? emptyDocument;
}

/** Shots of a clip in the order of their frames. */
export function shotsOf(document: ProjectDocument, clipId: ClipId | null): readonly Shot[] {
  return documentIndex(document).shots(clipId);
}

/** Keyframes of a shot in the order of their frames. */
export function keyframesOf(document: ProjectDocument, shotId: ShotId): readonly Keyframe[] {
  return documentIndex(document).keyframes(shotId);
}

/** Markers of a clip in the order of their frames. */
export function notesOf(document: ProjectDocument, clipId: ClipId | null): readonly Note[] {
  return documentIndex(document).notes(clipId);
}

export function clipOf(document: ProjectDocument, clipId: ClipId | null): Clip | undefined {
  return document.clips.find((clip) => clip.id === clipId);
}

export function shotAt(document: ProjectDocument, clipId: ClipId | null, frame: number): Shot | undefined {
  return documentIndex(document).shotAt(clipId, frame);
}

export function keyframeAt(document: ProjectDocument, clipId: ClipId | null, frame: number): Keyframe | undefined {
  const shot = shotAt(document, clipId, frame);
  return shot === undefined ? undefined : keyframesOf(document, shot.id).find((keyframe) => keyframe.frame === frame);
}
