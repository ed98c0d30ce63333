import { type ReactNode, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Still } from '../../../shared/model/document.ts';
import { layerTableOf } from '../../../shared/model/layer-table.ts';
import { pixelsOf } from '../../document/project-mirror.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { createScreenRefresh } from '../../ui/screen-refresh.ts';
import { layersOfFrame, planeKeyOf } from '../viewer/shown-frame.ts';

/** Colour of a poster: the frame's current colour, or the colour saved with a still. */
type PosterColour = 'now' | Pick<Still, 'plane' | 'layers'>;

/** A small picture of a frame. Drawn only while it is in sight. */
export function Poster({ clip, frame, colour = 'now' }: { readonly clip: Clip; readonly frame: number; readonly colour?: PosterColour }): ReactNode {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const content = useStore(editor.project, (mirror) => pixelsOf(mirror, clip.id).content);
  const kept = colour === 'now' ? undefined : colour.plane;
  const keptLayers = colour === 'now' ? undefined : colour.layers;
  useEffect(() => {
    const { thumbnails } = editor;
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (target === null || context === null || context === undefined) return undefined;
    let seen = false;
    let drawn: CanvasImageSource | undefined;
    const at = { clipId: clip.id, frame };
    const draw = (): void => {
      const image = seen ? thumbnails.get({ clip: { clipId: clip.id, content }, frame, picture: clip.picture, planeKey: colour === 'now' ? planeKeyOf(editor, at, 'settled') : kept, layers: colour === 'now' ? layersOfFrame(editor, at, 'settled') : layerTableOf(keptLayers ?? [], clip.picture) }) : undefined;
      if (image instanceof ImageBitmap && image !== drawn) {
        const scale = Math.max(target.width / image.width, target.height / image.height);
        context.drawImage(image, (target.width - image.width * scale) / 2, (target.height - image.height * scale) / 2, image.width * scale, image.height * scale);
        drawn = image;
      }
    };
    const refresh = createScreenRefresh(draw);
    const observer = new IntersectionObserver(([entry]) => {
      seen = entry?.isIntersecting === true;
      refresh.ask();
    });
    observer.observe(target);
    const stops = [thumbnails.subscribe(refresh.ask), ...(colour === 'now' ? [editor.project.subscribe(refresh.ask), editor.colours.subscribe(refresh.ask), editor.painter.store.subscribe(refresh.ask)] : [])];
    return () => {
      observer.disconnect();
      refresh.stop();
      for (const stop of stops) stop();
    };
  }, [clip, content, frame, colour, kept, keptLayers, editor]);
  return <canvas ref={canvas} width={168} height={94} aria-hidden="true" />;
}
