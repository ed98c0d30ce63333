import { type ReactNode, useEffect, useRef } from 'react';
import { documentOf, pixelsOf } from '../../document/project-mirror.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { createScreenRefresh } from '../../ui/screen-refresh.ts';
import { drawSound } from '../timeline/draw-sound.ts';
import type { SequenceBlock } from './sequence-blocks.ts';

interface SoundProps {
  /** Events in sight. */
  readonly blocks: readonly SequenceBlock[];
  /** CSS px per frame of the record. */
  readonly scale: number;
  /** What is in sight, CSS px from the sequence's first frame. */
  readonly left: number;
  readonly width: number;
}

const HEIGHT_PX = 40;

/** Sound of the events of a sequence under them: of each clip the frames that its event uses. Nothing where no clip in sight has sound. */
export function SequenceSound({ blocks, scale, left, width }: SoundProps): ReactNode {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || width === 0) return undefined;
    const { ask, stop } = createScreenRefresh(() => {
      const ratio = window.devicePixelRatio;
      context.canvas.width = Math.round(width * ratio);
      context.canvas.height = Math.round(HEIGHT_PX * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const mirror = editor.project.getState();
      const { clips } = documentOf(mirror);
      for (const { event, start, length } of blocks) {
        const clip = clips.find(({ id }) => id === event.clipId);
        const peaks = clip === undefined || clip.audioTracks === 0 ? undefined : editor.sounds.get(pixelsOf(mirror, clip.id));
        if (clip === undefined || peaks === undefined) continue;
        const from = start * scale - left;
        drawSound(context, peaks, { rate: clip.rate, place: { top: 0, height: HEIGHT_PX, left: from, first: event.range.first, pxPerFrame: scale, from: Math.max(0, from), to: Math.min(width, from + length * scale - 1) } });
      }
    });
    const forget = editor.sounds.subscribe(ask);
    ask();
    return () => {
      forget();
      stop();
    };
  }, [editor, blocks, scale, left, width]);
  return <canvas ref={canvas} className="sequence-sound" aria-hidden="true" style={{ left, width, height: HEIGHT_PX }} />;
}
