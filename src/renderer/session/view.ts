import type { PictureFormat } from '../../shared/model/clip.ts';
import type { ImagePoint } from '../../shared/model/hint.ts';
import type { Size } from '../../shared/model/working-size.ts';

/** A position in the viewer, CSS pixels from its top left. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** View of the picture: fitted, or at a zoom (CSS px per picture px) centred on a position of the shown picture (fractions). */
export type View = { readonly kind: 'fit' } | { readonly kind: 'free'; readonly zoom: number; readonly centre: readonly [number, number] };

/** Rectangle of the shown picture in the viewer, CSS px. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly zoom: number;
  readonly rotation: PictureFormat['rotation'];
}

const MIN_ZOOM = 0.05;
const MAX_ZOOM = 32;
const FIT_MARGIN_PX = 2;
/** At least this much of the picture stays in the viewer in each direction. */
const IN_REACH_PX = 48;

/** Display size of the picture: square pixels, upright. */
export function shownSize(picture: PictureFormat): Size {
  const width = Math.round((picture.width * picture.sampleAspect.num) / picture.sampleAspect.den);
  return picture.rotation === 90 || picture.rotation === 270 ? { width: picture.height, height: width } : { width, height: picture.height };
}

function fitZoom(shown: Size, viewer: Size): number {
  return Math.max(MIN_ZOOM, Math.min((viewer.width - 2 * FIT_MARGIN_PX) / shown.width, (viewer.height - 2 * FIT_MARGIN_PX) / shown.height));
}

export function placePicture(picture: PictureFormat, viewer: Size, view: View): Placement {
  const shown = shownSize(picture);
  const zoom = view.kind === 'fit' ? fitZoom(shown, viewer) : view.zoom;
  const [centreX, centreY] = view.kind === 'fit' ? [0.5, 0.5] : view.centre;
  const width = shown.width * zoom;
  const height = shown.height * zoom;
  return { left: viewer.width / 2 - centreX * width, top: viewer.height / 2 - centreY * height, width, height, zoom, rotation: picture.rotation };
}

/** Stored-image fraction → fraction of the upright picture. */
function turn([x, y]: readonly [number, number], rotation: Placement['rotation']): readonly [number, number] {
  switch (rotation) {
    case 0: return [x, y];
    case 90: return [1 - y, x];
    case 180: return [1 - x, 1 - y];
    case 270: return [y, 1 - x];
  }
}

function turnBack([x, y]: readonly [number, number], rotation: Placement['rotation']): readonly [number, number] {
  switch (rotation) {
    case 0: return [x, y];
    case 90: return [y, 1 - x];
    case 180: return [1 - x, 1 - y];
    case 270: return [1 - y, x];
  }
}

export function toScreen(at: ImagePoint, placement: Placement): ScreenPoint {
  const [x, y] = turn(at, placement.rotation);
  return { x: placement.left + x * placement.width, y: placement.top + y * placement.height };
}

/** The picture position at a viewer position; outside 0…1 beside the picture. */
export function toImage(at: ScreenPoint, placement: Placement): readonly [number, number] {
  return turnBack([(at.x - placement.left) / placement.width, (at.y - placement.top) / placement.height], placement.rotation);
}

export function isInside([x, y]: readonly [number, number]): boolean {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

export function clampToImage([x, y]: readonly [number, number]): ImagePoint {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
}

/** Radius of a hint (fraction of the stored width) in CSS px. */
export function radiusOnScreen(radius: number, placement: Placement): number {
  return radius * (placement.rotation === 90 || placement.rotation === 270 ? placement.height : placement.width);
}

/** The view, clamped so that the picture stays in reach. */
function keptInReach(shown: Size, viewer: Size, { zoom, centre }: Extract<View, { readonly kind: 'free' }>): View {
  const within = (place: number, length: number, room: number): number => {
    const far = (room / 2 - Math.min(IN_REACH_PX, length, room)) / length;
    return Math.min(1 + far, Math.max(-far, place));
  };
  return { kind: 'free', zoom, centre: [within(centre[0], shown.width * zoom, viewer.width), within(centre[1], shown.height * zoom, viewer.height)] };
}

/** The view zoomed by a factor around `at`, clamped so that the picture stays in reach. */
export function zoomAround(picture: PictureFormat, viewer: Size, view: View, options: { readonly at: ScreenPoint; readonly factor: number }): View {
  const before = placePicture(picture, viewer, view);
  const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, before.zoom * options.factor));
  const fraction = [(options.at.x - before.left) / before.width, (options.at.y - before.top) / before.height] as const;
  const shown = shownSize(picture);
  return keptInReach(shown, viewer, {
    kind: 'free', zoom,
    centre: [fraction[0] + (viewer.width / 2 - options.at.x) / (shown.width * zoom), fraction[1] + (viewer.height / 2 - options.at.y) / (shown.height * zoom)],
  });
}

export function panBy(picture: PictureFormat, viewer: Size, view: View, by: ScreenPoint): View {
  const before = placePicture(picture, viewer, view);
  const [x, y] = view.kind === 'fit' ? [0.5, 0.5] : view.centre;
  return keptInReach(shownSize(picture), viewer, { kind: 'free', zoom: before.zoom, centre: [x - by.x / before.width, y - by.y / before.height] });
}

/** The pane of the viewer with the result: side by side it is the right half; the left half shows the comparison. */
export interface Pane {
  readonly left: number;
  readonly size: Size;
}

export function resultPane(viewer: Size, sideBySide: boolean): Pane {
  if (!sideBySide) return { left: 0, size: viewer };
  const half = Math.floor(viewer.width / 2);
  return { left: viewer.width - half, size: { width: half, height: viewer.height } };
}

/** A viewer position within its pane: of two panes, the one that contains it. */
export function toPane(at: ScreenPoint, pane: Pane): ScreenPoint {
  return at.x >= pane.left ? { x: at.x - pane.left, y: at.y } : at;
}
