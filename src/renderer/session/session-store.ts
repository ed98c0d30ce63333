import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ChromaAb, DEFAULT_HINT_RADIUS, type Hint, type ImagePoint } from '../../shared/model/hint.ts';
import type { ClipId, HintId, StillId } from '../../shared/model/ids.ts';
import type { Size } from '../../shared/model/working-size.ts';
import type { View } from './view.ts';

export type ToolId = 'point' | 'stroke' | 'boundary' | 'keep' | 'eraser' | 'move' | 'pan';
export type Compare = 'result' | 'wipe' | 'original';
export type DialogId = 'deliver' | 'commands' | 'openFilm' | 'openProject';

/** Hints of one frame while a gesture is under way: seen and coloured, but not yet in the document. */
export interface LiveHints {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly hints: readonly Hint[];
}

/** What this window is looking at and holding in its hand. None of it is in the document. */
export interface Session {
  readonly clipId: ClipId | null;
  readonly frame: number;
  /** Frames per frame time: 1 forwards, −2 twice as fast backwards, 0 stands. */
  readonly speed: number;
  readonly loopShot: boolean;
  readonly sound: boolean;
  readonly tool: ToolId;
  readonly radius: number;
  readonly ab: ChromaAb;
  readonly recent: readonly ChromaAb[];
  readonly selected: HintId | null;
  readonly view: View;
  readonly viewer: Size;
  readonly compare: Compare;
  /** Still that comparing is done against (the wipe's other side); `null`: the film as it was. */
  readonly compareStill: StillId | null;
  /** Place of the wipe's line, fraction of the viewer's picture from the left. */
  readonly wipe: number;
  readonly holdOriginal: boolean;
  readonly showHints: boolean;
  readonly live: LiveHints | null;
  readonly cursor: ImagePoint | null;
  /** L under the cursor, or where it was last over the picture. */
  readonly lightness: number;
  /** Timeline: CSS px per frame, `null` shows the whole film; first frame at its left edge. */
  readonly pxPerFrame: number | null;
  readonly timelineStart: number;
  readonly dialog: DialogId | null;
}

export type SessionStore = StoreApi<Session>;

const FIRST_COLOUR: ChromaAb = [14, 18];
const RECENT_COLOURS = 9;

export function createSession(): SessionStore {
  return createStore<Session>(() => ({
    clipId: null, frame: 0, speed: 0, loopShot: false, sound: true,
    tool: 'point', radius: DEFAULT_HINT_RADIUS, ab: FIRST_COLOUR, recent: [], selected: null,
    view: { kind: 'fit' }, viewer: { width: 0, height: 0 }, compare: 'result', compareStill: null, wipe: 0.5, holdOriginal: false, showHints: true,
    live: null, cursor: null, lightness: 55, pxPerFrame: null, timelineStart: 0, dialog: null,
  }));
}

/** Pure: the recent colours with one used now in front, none twice. */
export function recentAfter(recent: readonly ChromaAb[], ab: ChromaAb): readonly ChromaAb[] {
  return [ab, ...recent.filter((each) => Math.hypot(each[0] - ab[0], each[1] - ab[1]) > 1)].slice(0, RECENT_COLOURS);
}
