import { colourCoding } from '../../../shared/colour/coding.ts';
import { type AbPlane, decodeAbPlane } from '../../../shared/model/ab-plane.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import type { LayerTable } from '../../../shared/model/layer-table.ts';
import type { ClipPixels } from '../../../shared/contract/pixel-urls.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { createPictureCache, type PictureCache, planeUrlOf, thumbnailUrlOf } from '../../session/frame-cache.ts';
import type { Turn } from '../../session/first-picture.ts';
import { shownSize } from '../../session/view.ts';
import { type Compositor, createCompositor } from '../viewer/compositor.ts';

/** Small pictures of frames, gray at first, coloured as colour is made. */
export interface Thumbnails {
  /** The thumbnail in its present state; requests what is missing. `planeKey`: the frame's current colour. */
  get(request: ThumbnailRequest): CanvasImageSource | undefined;
  subscribe(listener: () => void): () => void;
  /** Forgets failures, so that they are requested again. */
  retryFailed(): void;
  dispose(): void;
}

interface ThumbnailRequest {
  readonly clip: ClipPixels;
  readonly frame: number;
  readonly picture: PictureFormat;
  readonly planeKey: string | undefined;
  /** Layers over its colour. */
  readonly layers?: LayerTable | undefined;
}

const HEIGHT_PX = 94;
const MADE_KEPT = 400;
const SOURCES_KEPT = 48;

export function thumbnailSize(picture: PictureFormat): Size {
  const shown = shownSize(picture);
  return { width: Math.max(16, Math.round((HEIGHT_PX * shown.width) / shown.height)), height: HEIGHT_PX };
}

/**
 * Makes thumbnails with a compositor of their own, so that their colours equal the viewer's. Nothing is fetched or made before the first
 * picture is shown.
 * @param options.planes the viewer's cache: planes in it are not fetched again
 */
export function createThumbnails(turn: Turn, options: { readonly planes: Pick<PictureCache<AbPlane>, 'peek'> }): Thumbnails {
  const luma = createPictureCache(async (response) => createImageBitmap(await response.blob(), { colorSpaceConversion: 'none', resizeHeight: HEIGHT_PX, resizeQuality: 'medium' }), { limit: SOURCES_KEPT, parallel: 2, release: (bitmap) => { bitmap.close(); } });
  const planes = createPictureCache(async (response) => decodeAbPlane(new Uint8Array(await response.arrayBuffer())), { limit: SOURCES_KEPT, parallel: 2 });
  const made = new Map<string, ImageBitmap>();
  const wantedLuma = new Set<string>();
  const wantedPlanes = new Set<string>();
  let renderer: { readonly canvas: OffscreenCanvas; readonly compositor: Compositor } | undefined;
  let scheduled = false;

  function render({ picture, layers }: Pick<ThumbnailRequest, 'picture' | 'layers'>, bitmap: ImageBitmap, plane: AbPlane | undefined): ImageBitmap {
    if (renderer === undefined) {
      const canvas = new OffscreenCanvas(16, 16);
      renderer = { canvas, compositor: createCompositor(canvas) };
    }
    const { width, height } = thumbnailSize(picture);
    renderer.canvas.width = width;
    renderer.canvas.height = height;
    renderer.compositor.setPicture('shown', { luma: bitmap, plane, layers });
    const whole = { left: 0, top: 0, width, height };
    renderer.compositor.draw({ pictures: [{ slot: 'shown', place: whole, pane: whole, rotation: picture.rotation, coding: colourCoding(picture), coloured: plane !== undefined }], surround: [0, 0, 0], ratio: 1 });
    return renderer.canvas.transferToImageBitmap();
  }

  function keep(name: string, bitmap: ImageBitmap): ImageBitmap {
    made.set(name, bitmap);
    if (made.size > MADE_KEPT) {
      const [oldest] = made;
      if (oldest !== undefined) {
        made.delete(oldest[0]);
        oldest[1].close();
      }
    }
    return bitmap;
  }

  /** All thumbnails of one drawing are fetched together; requests of earlier drawings that this one does not need are cancelled. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => {
      scheduled = false;
      luma.want([...wantedLuma]);
      planes.want([...wantedPlanes]);
      wantedLuma.clear();
      wantedPlanes.clear();
    }, 40);
  }

  return {
    get(request) {
      const { clip, frame, planeKey, layers } = request;
      const grayName = `${clip.clipId}/${clip.content ?? ''}/${frame}/`;
      const name = planeKey === undefined ? grayName : `${grayName}${planeKey} ${layers?.name ?? ''}`;
      const found = made.get(name);
      if (found !== undefined || !turn.hasCome()) return found ?? made.get(grayName);
      const lumaUrl = thumbnailUrlOf(clip, frame);
      const bitmap = luma.peek(lumaUrl);
      if (bitmap === undefined) wantedLuma.add(lumaUrl);
      const plane = planeKey === undefined ? undefined : options.planes.peek(planeUrlOf(planeKey)) ?? planes.peek(planeUrlOf(planeKey));
      if (planeKey !== undefined && plane === undefined) wantedPlanes.add(planeUrlOf(planeKey));
      if (wantedLuma.size + wantedPlanes.size > 0) schedule();
      if (bitmap === undefined) return made.get(grayName);
      if (planeKey !== undefined && plane === undefined) return made.get(grayName) ?? keep(grayName, render(request, bitmap, undefined));
      return keep(name, render(request, bitmap, plane));
    },
    subscribe(listener) {
      const stops = [luma.subscribe(listener), planes.subscribe(listener), turn.subscribe(listener)];
      return () => { for (const stop of stops) stop(); };
    },
    retryFailed() {
      luma.retryFailed();
      planes.retryFailed();
    },
    dispose() {
      for (const bitmap of made.values()) bitmap.close();
      made.clear();
      renderer?.compositor.dispose();
    },
  };
}
