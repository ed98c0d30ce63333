import type { ClipId } from '../../shared/model/ids.ts';
import type { SessionStore } from './session-store.ts';

/** Shows another clip of the project, from its first frame, fitted. Selection and gesture of the previous clip are dropped. */
export function showClip(session: SessionStore, clipId: ClipId | null): void {
  session.setState({
    clipId, frame: 0, speed: 0, inMark: null, outMark: null, typingTimecode: false, selected: null, marquee: null, live: null, against: { kind: 'original' }, view: { kind: 'fit' }, pxPerFrame: null, timelineStart: 0, selectedShots: new Set(), quality: null, finding: null,
  });
}
