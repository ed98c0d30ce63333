import { lumaCoefficients, type MatrixName } from '../../../shared/colour/luma.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import type { PictureFormat } from '../../../shared/model/clip.ts';
import { FRAGMENT_SHADER, VERTEX_SHADER } from './shaders.ts';

export interface ComposedView {
  /** Place of the upright picture in device pixels, y down. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: PictureFormat['rotation'];
  readonly matrix: MatrixName;
  readonly coloured: boolean;
  /** Device pixel from the left up to which the film is shown as it was. */
  readonly wipeAt: number | undefined;
  /** Encoded sRGB 0…1 of what lies around the picture. */
  readonly surround: readonly [number, number, number];
  /** Shows samples as squares: beyond 1:1 a restorer wants to see them. */
  readonly showSamples: boolean;
}

/** Composes luma and ab at the pixel. Holds GPU memory: `dispose` it. */
export interface Compositor {
  setLuma(bitmap: ImageBitmap): void;
  setChroma(plane: AbPlane | undefined): void;
  draw(view: ComposedView): void;
  dispose(): void;
}

const UNIFORMS = ['luma', 'chroma', 'hasChroma', 'place', 'canvasHeight', 'turns', 'weights', 'wipeAt', 'surround', 'nearest'] as const;

/** @throws Error when the canvas can give no WebGL2 context */
export function createCompositor(canvas: HTMLCanvasElement | OffscreenCanvas): Compositor {
  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true });
  if (gl === null) throw new Error('This computer shows no WebGL2 graphics, which the viewer needs.');
  const program = link(gl);
  const at = Object.fromEntries(UNIFORMS.map((name) => [name, gl.getUniformLocation(program, name)])) as Readonly<Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>>;
  const lumaTexture = texture(gl, gl.LINEAR);
  const chromaTexture = texture(gl, gl.NEAREST);
  gl.bindTexture(gl.TEXTURE_2D, chromaTexture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG16I, 1, 1, 0, gl.RG_INTEGER, gl.SHORT, new Int16Array(2));
  let lumaShown: ImageBitmap | undefined;
  let planeShown: AbPlane | undefined;

  return {
    setLuma(bitmap) {
      if (bitmap === lumaShown) return;
      lumaShown = bitmap;
      gl.bindTexture(gl.TEXTURE_2D, lumaTexture);
      gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, gl.RED, gl.UNSIGNED_BYTE, bitmap);
    },
    setChroma(plane) {
      if (plane === planeShown) return;
      planeShown = plane;
      if (plane === undefined) return;
      gl.bindTexture(gl.TEXTURE_2D, chromaTexture);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG16I, plane.width, plane.height, 0, gl.RG_INTEGER, gl.SHORT, interleaved(plane));
    },
    draw(view) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.useProgram(program);
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, chromaTexture);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, lumaTexture);
      const { kr, kg, kb } = lumaCoefficients(view.matrix);
      gl.uniform1i(at.luma, 0);
      gl.uniform1i(at.chroma, 1);
      gl.uniform1i(at.hasChroma, view.coloured && planeShown !== undefined ? 1 : 0);
      gl.uniform4f(at.place, view.left, view.top, view.width, view.height);
      gl.uniform1f(at.canvasHeight, canvas.height);
      gl.uniform1i(at.turns, view.rotation / 90);
      gl.uniform3f(at.weights, kr, kg, kb);
      gl.uniform1f(at.wipeAt, view.wipeAt ?? -1);
      gl.uniform3f(at.surround, ...view.surround);
      gl.uniform1f(at.nearest, view.showSamples ? 1 : 0);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
    dispose() {
      gl.deleteTexture(lumaTexture);
      gl.deleteTexture(chromaTexture);
      gl.deleteProgram(program);
    },
  };
}

/** Planar a, b → a and b side by side, as a two-channel texture holds them. */
function interleaved({ width, height, samples }: AbPlane): Int16Array {
  const count = width * height;
  const pairs = new Int16Array(2 * count);
  for (let index = 0; index < count; index++) {
    pairs[2 * index] = samples[index]!;
    pairs[2 * index + 1] = samples[count + index]!;
  }
  return pairs;
}

function texture(gl: WebGL2RenderingContext, filter: number): WebGLTexture {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return made;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX_SHADER], [gl.FRAGMENT_SHADER, FRAGMENT_SHADER]] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('The graphics context was lost.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) !== true) throw new Error(gl.getShaderInfoLog(shader) ?? 'A shader does not compile.');
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) throw new Error(gl.getProgramInfoLog(program) ?? 'The shaders do not link.');
  return program;
}
