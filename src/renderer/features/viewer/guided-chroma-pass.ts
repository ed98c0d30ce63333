import { followsLuma } from '../../../shared/colour/guided-upsampling.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { FIT_LINES_SHADER, PACK_PAIRS_SHADER, SAMPLES_SHADER } from './guided-chroma-shaders.ts';
import { beginProgram, makeTexture, type PendingProgram } from './graphics.ts';
import { VERTEX_SHADER } from './shaders.ts';

/** Textures of a frame that `chromaAt` in the shaders reads. */
interface LineTextures {
  readonly valuePairs: WebGLTexture;
  readonly linePairs: WebGLTexture;
  dispose(): void;
}

/** Fits the local linear models of a plane's colour to its frame's luma on the GPU. Holds GPU memory: `dispose` it. */
export interface ColourLinesPass {
  createTextures(): LineTextures;
  /** Starts to compile its programs; required before the first coloured frame. */
  prepare(): void;
  /** Changes the viewport, the program, texture units 0 and 1; disables the scissor test. */
  fit(into: LineTextures, frame: { readonly luma: WebGLTexture; readonly lumaSize: Size; readonly chroma: WebGLTexture; readonly planeSize: Size }): void;
  dispose(): void;
}

const STEPS = { sample: SAMPLES_SHADER, fit: FIT_LINES_SHADER, pack: PACK_PAIRS_SHADER } as const;
type StepName = keyof typeof STEPS;

export function createColourLinesPass(gl: WebGL2RenderingContext): ColourLinesPass {
  let programs: Readonly<Record<StepName, PendingProgram>> | undefined;
  const prepare = (): Readonly<Record<StepName, PendingProgram>> => (programs ??= mapSteps((name) => beginProgram(gl, VERTEX_SHADER, STEPS[name])));
  const targets = mapSteps(() => gl.createFramebuffer());
  const [samples, values, lines] = [makeTexture(gl, gl.NEAREST), makeTexture(gl, gl.NEAREST), makeTexture(gl, gl.NEAREST)];
  const allocate = (texture: WebGLTexture, { width, height }: Size): void => {
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32I, width, height, 0, gl.RGBA_INTEGER, gl.INT, null);
  };

  /** Draws into `into`, textures of `size`, from textures by the names that the shader gives them. */
  function draw(step: StepName, inputs: Readonly<Record<string, WebGLTexture>>, { into, size, follow }: { readonly into: readonly WebGLTexture[]; readonly size: Size; readonly follow: boolean }): void {
    const program = prepare()[step].finish();
    gl.activeTexture(gl.TEXTURE0);
    for (const texture of into) allocate(texture, size);
    gl.useProgram(program);
    for (const [unit, [name, texture]] of Object.entries(inputs).entries()) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(gl.getUniformLocation(program, name), unit);
    }
    gl.uniform1i(gl.getUniformLocation(program, 'follow'), follow ? 1 : 0);
    gl.viewport(0, 0, size.width, size.height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, targets[step]);
    gl.drawBuffers(into.map((texture, index) => {
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + index, gl.TEXTURE_2D, texture, 0);
      return gl.COLOR_ATTACHMENT0 + index;
    }));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  return {
    prepare,
    createTextures() {
      const made = { valuePairs: makeTexture(gl, gl.NEAREST), linePairs: makeTexture(gl, gl.NEAREST) };
      for (const texture of Object.values(made)) allocate(texture, { width: 2, height: 1 });
      return { ...made, dispose: () => { for (const texture of Object.values(made)) gl.deleteTexture(texture); } };
    },
    fit({ valuePairs, linePairs }, { luma, lumaSize, chroma, planeSize }) {
      gl.disable(gl.SCISSOR_TEST);
      const follow = followsLuma(planeSize, lumaSize);
      draw('sample', { chroma, luma }, { into: [samples], size: planeSize, follow });
      draw('fit', { samples }, { into: [values, lines], size: planeSize, follow });
      draw('pack', { values, lines }, { into: [valuePairs, linePairs], size: { width: planeSize.width + 1, height: planeSize.height }, follow });
    },
    dispose() {
      for (const texture of [samples, values, lines]) gl.deleteTexture(texture);
      for (const target of Object.values(targets)) gl.deleteFramebuffer(target);
      if (programs !== undefined) for (const program of Object.values(programs)) program.dispose();
    },
  };
}

function mapSteps<Value>(made: (name: StepName) => Value): Readonly<Record<StepName, Value>> {
  return { sample: made('sample'), fit: made('fit'), pack: made('pack') };
}
