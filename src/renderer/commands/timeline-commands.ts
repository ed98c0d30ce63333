import { clipOf, documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { LABELS_PX, markX, timelineScale, zoomTimeline } from '../features/timeline/timeline-layout.ts';
import type { Command } from './command.ts';
import { hasClip } from './conditions.ts';

const ZOOM_STEP = 2;

/** Zooms the timeline around the playhead. */
function zoomBy(factor: number): (editor: Editor) => void {
  return ({ project, session }) => {
    const { clipId, frame, pxPerFrame, timelineStart, timelineWidth } = session.getState();
    const clip = clipOf(documentOf(project.getState()), clipId);
    if (clip === undefined) return;
    const scale = timelineScale(clip.frameCount, timelineWidth, { pxPerFrame, start: timelineStart });
    session.setState(zoomTimeline(scale, Math.min(timelineWidth, Math.max(LABELS_PX, markX(frame, scale))), factor));
  };
}


export const timelineCommands: readonly Command[] = [
  { id: 'timeline.zoomIn', group: 'View', label: 'Zoom timeline in', keys: ['$mod+Equal'], enabled: hasClip, run: zoomBy(ZOOM_STEP) },
  { id: 'timeline.zoomOut', group: 'View', label: 'Zoom timeline out', keys: ['$mod+Minus'], enabled: hasClip, run: zoomBy(1 / ZOOM_STEP) },
  { id: 'timeline.whole', group: 'View', label: 'Zoom timeline to fit', keys: ['Shift+KeyZ'], enabled: hasClip, run: ({ session }) => session.setState({ pxPerFrame: null, timelineStart: 0 }) },
];
