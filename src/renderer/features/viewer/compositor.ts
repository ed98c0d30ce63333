import { type ColourCoding, type ColourModel, colourModel, plainCoding } from '../../../shared/colour/coding.ts';
import { product } from '../../../shared/colour/primaries.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import type { ConfidencePlane } from '../../../shared/model/confidence-plane.ts';
import type { ScreenPoint } from '../../session/view.ts';
import type { Rectangle } from '../../session/wipe-line.ts';
import { LAYER_NODES, type LayerTable } from '../../../shared/model/layer-table.ts';
import type { ScreenGamut } from '../../ui/screen-gamut.ts';
import { createMaskTexture, type MaskTexture } from './mask-texture.ts';
import { type ColourLinesPass, createColourLinesPass } from './guided-chroma-pass.ts';
import { beginProgram, makeTexture, whenDrawn } from './graphics.ts';
import { fragmentShader, type ShaderParts, VERTEX_SHADER } from './shaders.ts';

/** The frame shown and the frame that it is compared with. */
type SlotName = 'shown' | 'other';

export interface SlotPicture {
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  readonly confidence?: ConfidencePlane | undefined;
  /** Layers over the plane. */
  readonly layers?: LayerTable | undefined;
}

/** One picture on the canvas. Lengths and positions in device pixels, y down. */
export interface ComposedPicture {
  readonly slot: SlotName;
  /** Rectangle of the upright picture. */
  readonly place: Rectangle;
  /** Clip rectangle. */
  readonly pane: Rectangle;
  readonly rotation: PictureFormat['rotation'];
  readonly coding: ColourCoding;
  readonly coloured: boolean;
  /** Drawn only on the side of a line that the unit vector `towards` points to. */
  readonly side?: { readonly through: ScreenPoint; readonly towards: ScreenPoint };
  readonly overlays?: { readonly lowConfidence: boolean; readonly uncoloured: boolean; readonly clipped: boolean };
}

interface ComposedView {
  /** Drawn in this order, the first at the bottom. */
  readonly pictures: readonly ComposedPicture[];
  /** Encoded sRGB 0…1 of the surround. */
  readonly surround: readonly [number, number, number];
  /** What the canvas holds: sRGB unless said. */
  readonly screen?: ScreenGamut;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** Combines luma and ab per pixel. Holds GPU memory: `dispose` it. */
export interface Compositor {
  setPicture(slot: SlotName, picture: SlotPicture): void;
  /** @param onDrawn is told the milliseconds until it was drawn, but where an earlier picture is still being timed */
  draw(view: ComposedView, onDrawn?: (ms: number) => void): void;
  dispose(): void;
}

const UNIFORMS = ['luma', 'chroma', 'valuePairs', 'linePairs', 'confidence', 'layers', 'masks', 'stepCount', 'steps', 'place', 'canvasHeight', 'turns', 'weights', 'fromXyz', 'toScreen', 'screenLuminance', 'side', 'nearest', 'overlays', 'ratio'] as const;
/** Beyond this many device pixels per sample, samples are drawn as squares, so that a restorer sees them. */
const SHOW_SAMPLES_FROM = 3;
const SCREENS = { srgb: colourModel(plainCoding('bt709')), 'display-p3': colourModel({ ...plainCoding('bt709'), primaries: 'p3-d65' }) } as const satisfies Record<ScreenGamut, ColourModel>;
const NO_OVERLAYS = { lowConfidence: false, uncoloured: false, clipped: false } as const;

/** @throws Error when the canvas has no WebGL2 context */
export function createCompositor(canvas: HTMLCanvasElement | OffscreenCanvas): Compositor {
  const found = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
  // Asked of the object itself: the overload that a union of canvases takes depends on the order in which the compiler reads its
  // libraries.
  if (!(found instanceof WebGL2RenderingContext)) throw new Error('The viewer needs WebGL2, which is not available here. Your project is safe. Update the graphics driver or use another browser.');
  const gl: WebGL2RenderingContext = found;
  const programs = new Map<string, PictureProgram>();
  const pass = createColourLinesPass(gl);
  const slots = { shown: createSlot(gl, pass), other: createSlot(gl, pass) } as const satisfies Record<SlotName, Slot>;

  function programFor(parts: ShaderParts): PictureProgram {
    const name = JSON.stringify(parts);
    const begun = programs.get(name) ?? beginPictureProgram(gl, parts);
    programs.set(name, begun);
    return begun;
  }
  // A clip opens gray: the programs for colour are compiled after its first picture is drawn.
  programFor({ coloured: 'not', layered: 'not', overlaid: false, curve: 'display', converted: false });
  /** Ends the timing of a drawing that the graphics process has not ended yet. */
  let stopTiming: (() => void) | undefined;
  let isPrepared = false;
  function prepareColour(): void {
    if (isPrepared) return;
    isPrepared = true;
    for (const coloured of ['fitted', 'plain'] as const) programFor({ coloured, layered: 'not', overlaid: false, curve: 'display', converted: false });
    pass.prepare();
  }

  function colouring({ slot, coloured, place, rotation }: ComposedPicture): ShaderParts['coloured'] {
    const plane = slots[slot].picture?.plane;
    if (!coloured || plane === undefined) return 'not';
    return (rotation % 180 === 0 ? place.width : place.height) > plane.width ? 'fitted' : 'plain';
  }

  function drawPicture(composed: ComposedPicture, { ratio, screen = 'srgb' }: Pick<ComposedView, 'ratio' | 'screen'>): void {
    const { slot: name, place, pane, rotation, coding, side, overlays = NO_OVERLAYS } = composed;
    const slot = slots[name];
    const { picture } = slot;
    const left = Math.floor(Math.max(pane.left, place.left));
    const top = Math.floor(Math.max(pane.top, place.top));
    const right = Math.ceil(Math.min(pane.left + pane.width, place.left + place.width));
    const bottom = Math.ceil(Math.min(pane.top + pane.height, place.top + place.height));
    if (picture === undefined || right <= left || bottom <= top) return;
    const coloured = colouring(composed);
    const isColoured = coloured !== 'not';
    const { coding: shown, primaries: { toRgb, toXyz } } = SCREENS[screen];
    gl.scissor(left, canvas.height - bottom, right - left, bottom - top);
    const { program, at } = programFor({ coloured, layered: !isColoured || picture.layers === undefined ? 'not' : picture.layers.limited === undefined ? 'whole' : 'by-masks', overlaid: overlays.lowConfidence || overlays.uncoloured || overlays.clipped, curve: isColoured ? coding.curve : 'display', converted: isColoured && (coding.curve !== shown.curve || coding.primaries !== shown.primaries) }).finish();
    gl.useProgram(program);
    gl.uniform1i(at.luma, 0);
    gl.uniform1i(at.chroma, 1);
    gl.uniform1i(at.valuePairs, 1);
    gl.uniform1i(at.linePairs, 2);
    gl.uniform1i(at.confidence, 3);
    gl.uniform1i(at.layers, 4);
    gl.uniform1i(at.masks, 5);
    gl.uniform1f(at.canvasHeight, canvas.height);
    gl.uniform1f(at.ratio, ratio);
    slot.bind(coloured);
    if (isColoured && picture.layers?.limited !== undefined) {
      gl.uniform1i(at.stepCount, picture.layers.limited.steps.length);
      gl.uniform2fv(at.steps, slot.masks.steps());
    }
    const { weights: { kr, kg, kb }, primaries } = colourModel(coding);
    gl.uniform4f(at.place, place.left, place.top, place.width, place.height);
    gl.uniform1i(at.turns, rotation / 90);
    gl.uniform3f(at.weights, kr, kg, kb);
    gl.uniformMatrix3fv(at.fromXyz, true, primaries.toRgb.flat());
    gl.uniformMatrix3fv(at.toScreen, true, product(toRgb, primaries.toXyz).flat());
    gl.uniform3f(at.screenLuminance, ...toXyz[1]);
    if (side === undefined) gl.uniform3f(at.side, 0, 0, -1);
    else gl.uniform3f(at.side, side.towards.x, side.towards.y, side.towards.x * side.through.x + side.towards.y * side.through.y);
    gl.uniform1f(at.nearest, place.width / picture.luma.width > SHOW_SAMPLES_FROM ? 1 : 0);
    gl.uniform3i(at.overlays, overlays.lowConfidence ? 1 : 0, overlays.uncoloured ? 1 : 0, overlays.clipped ? 1 : 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  return {
    setPicture(name, picture) { slots[name].set(picture); },
    draw({ pictures, surround, ratio, screen = 'srgb' }, onDrawn) {
      if ('drawingBufferColorSpace' in gl && gl.drawingBufferColorSpace !== screen) gl.drawingBufferColorSpace = screen;
      for (const picture of pictures) if (colouring(picture) === 'fitted') slots[picture.slot].followLuma();
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.disable(gl.SCISSOR_TEST);
      gl.clearColor(...surround, 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.enable(gl.SCISSOR_TEST);
      for (const picture of pictures) drawPicture(picture, { ratio, screen });
      // One at a time, to its end: where drawings follow each other faster than they are drawn, none would be timed otherwise.
      if (onDrawn !== undefined) {
        stopTiming ??= whenDrawn(gl, (ms) => {
          stopTiming = undefined;
          onDrawn(ms);
        });
      }
      prepareColour();
    },
    dispose() {
      stopTiming?.();
      for (const slot of Object.values(slots)) slot.dispose();
      pass.dispose();
      for (const program of programs.values()) program.dispose();
    },
  };
}

interface LinkedProgram {
  readonly program: WebGLProgram;
  /** Uniform locations; `null` for those that the shader does not use, which are set without effect. */
  readonly at: Readonly<Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>>;
}

interface PictureProgram {
  finish(): LinkedProgram;
  dispose(): void;
}

function beginPictureProgram(gl: WebGL2RenderingContext, parts: ShaderParts): PictureProgram {
  const pending = beginProgram(gl, VERTEX_SHADER, fragmentShader(parts));
  let linked: LinkedProgram | undefined;
  return {
    finish() {
      if (linked !== undefined) return linked;
      const program = pending.finish();
      linked = { program, at: Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)])) as LinkedProgram['at'] };
      return linked;
    },
    dispose: pending.dispose,
  };
}

/** The textures of one frame; only changed ones are uploaded. */
interface Slot {
  readonly picture: SlotPicture | undefined;
  readonly masks: MaskTexture;
  set(picture: SlotPicture): void;
  /** Fits the chroma to the luma; required before the slot is drawn with fitted colour. */
  followLuma(): void;
  bind(coloured: ShaderParts['coloured']): void;
  dispose(): void;
}

function createSlot(gl: WebGL2RenderingContext, pass: ColourLinesPass): Slot {
  const luma = makeTexture(gl, gl.LINEAR);
  const chroma = makeTexture(gl, gl.NEAREST);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG16I, 1, 1, 0, gl.RG_INTEGER, gl.SHORT, new Int16Array(2));
  const confidence = makeTexture(gl, gl.LINEAR);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, 1, 1, 0, gl.RED, gl.UNSIGNED_BYTE, new Uint8Array([255]));
  const layers = makeTexture(gl, gl.NEAREST);
  const masks = createMaskTexture(gl);
  const fitted = pass.createTextures();
  let isFitted = false;
  let picture: SlotPicture | undefined;

  return {
    get picture() { return picture; },
    masks,
    set(next) {
      if (next.luma !== picture?.luma || next.plane !== picture.plane) isFitted = false;
      if (next.luma !== picture?.luma) {
        gl.bindTexture(gl.TEXTURE_2D, luma);
        gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, gl.RED, gl.UNSIGNED_BYTE, next.luma);
      }
      if (next.plane !== undefined && next.plane !== picture?.plane) {
        gl.bindTexture(gl.TEXTURE_2D, chroma);
        gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG16I, next.plane.width, next.plane.height, 0, gl.RG_INTEGER, gl.SHORT, interleaved(next.plane));
      }
      if (next.confidence !== picture?.confidence) {
        const { width, height, values } = next.confidence ?? { width: 1, height: 1, values: new Uint8Array([255]) };
        gl.bindTexture(gl.TEXTURE_2D, confidence);
        gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, values);
      }
      if (next.layers !== undefined && next.layers.name !== picture?.layers?.name) {
        gl.bindTexture(gl.TEXTURE_2D, layers);
        gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, LAYER_NODES, next.layers.nodes.length / (4 * LAYER_NODES), 0, gl.RGBA, gl.FLOAT, next.layers.nodes);
        masks.set(next.layers);
      }
      picture = next;
    },
    followLuma() {
      if (isFitted || picture?.plane === undefined) return;
      pass.fit(fitted, { luma, lumaSize: picture.luma, chroma, planeSize: picture.plane });
      isFitted = true;
    },
    bind(coloured) {
      for (const [unit, texture] of [[gl.TEXTURE0, luma], [gl.TEXTURE1, coloured === 'fitted' ? fitted.valuePairs : chroma], [gl.TEXTURE2, fitted.linePairs], [gl.TEXTURE3, confidence], [gl.TEXTURE4, layers]] as const) {
        gl.activeTexture(unit);
        gl.bindTexture(gl.TEXTURE_2D, texture);
      }
      gl.activeTexture(gl.TEXTURE5);
      masks.bind();
      gl.activeTexture(gl.TEXTURE0);
    },
    dispose() {
      fitted.dispose();
      masks.dispose();
      for (const texture of [luma, chroma, confidence, layers]) gl.deleteTexture(texture);
    },
  };
}

/** Planar a, b → interleaved a, b for a two-channel texture. */
function interleaved({ width, height, samples }: AbPlane): Int16Array {
  const count = width * height;
  const pairs = new Int16Array(2 * count);
  for (let index = 0; index < count; index++) {
    pairs[2 * index] = samples[index]!;
    pairs[2 * index + 1] = samples[count + index]!;
  }
  return pairs;
}
