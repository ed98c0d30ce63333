import type { Layer } from './layer.ts';

/** Size for which scenes are laid out; other sizes are scaled. */
export const STAGE = { width: 1280, height: 720 } as const;

/** A position whose true colour a colourist would state, in stage pixels of the frame. */
export interface Landmark {
  readonly name: string;
  readonly at: readonly [number, number];
  /** Of the hint, in stage pixels. Default 8. */
  readonly radius?: number;
  /** A second position makes it a stroke from `at` to here. */
  readonly to?: readonly [number, number];
}

/** One shot: plates painted once, actors drawn in each frame. */
export interface Scene {
  readonly name: string;
  /** Draws a frame of the shot, counted from the shot's own first. */
  draw(time: number): Layer;
  /** Positions of distinct colours in that frame, for hints. */
  landmarks(time: number): readonly Landmark[];
  /** Outlines along which colour should stop, in stage pixels. */
  boundaries(time: number): readonly (readonly (readonly [number, number])[])[];
}

/** A plane of a multiplane camera. Depth 1 moves with the camera; farther planes (< 1) move less, nearer ones more. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface View {
  readonly originX: number;
  readonly originY: number;
  readonly zoom: number;
}

/** Stage coordinates of a plane's top left corner in the frame, and its zoom; zooming keeps the middle of the picture. */
export function viewOf(camera: Camera, depth: number): View {
  const zoom = 1 + (camera.zoom - 1) * depth;
  return { originX: camera.x * depth + (STAGE.width / 2) * (1 - 1 / zoom), originY: camera.y * depth + (STAGE.height / 2) * (1 - 1 / zoom), zoom };
}

/** The same view for a plate that was drawn at `scale` pixels per stage unit. */
export function plateView(view: View, scale: number): View {
  return { originX: view.originX * scale, originY: view.originY * scale, zoom: view.zoom };
}

/** The same view for a pen that draws in stage coordinates on a frame of `scale` pixels per stage unit. */
export function penView(view: View, scale: number): View {
  return { originX: view.originX, originY: view.originY, zoom: view.zoom * scale };
}

/** Where a stage point of a plane is seen in the frame, in stage pixels. */
export function seenAt(view: View, x: number, y: number): readonly [number, number] {
  return [(x - view.originX) * view.zoom, (y - view.originY) * view.zoom];
}
