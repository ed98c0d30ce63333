import { followsLuma } from '../../../shared/colour/guided-upsampling.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { FIT_LINES_SHADER, MEAN_LUMA_SHADER, PACK_PAIRS_SHADER } from './guided-chroma-shaders.ts';
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

export function createColourLinesPass(gl: WebGL2RenderingContext): ColourLinesPass {
  let programs: Record<'mean' | 'fit' | 'pack', PendingProgram> | undefined;
  const prepare = (): Record<'mean' | 'fit' | 'pack', PendingProgram> => (programs ??= { mean: beginProgram(gl, VERTEX_SHADER, MEAN_LUMA_SHADER), fit: beginProgram(gl, VERTEX_SHADER, FIT_LINES_SHADER), pack: beginProgram(gl, VERTEX_SHADER, PACK_PAIRS_SHADER) });
  const [means, values, lines] = [makeTexture(gl, gl.NEAREST), makeTexture(gl, gl.NEAREST), makeTexture(gl, gl.NEAREST)];
  const [meanTarget, fitTarget, packTarget] = [gl.createFramebuffer(), gl.createFramebuffer(), gl.createFramebuffer()];
  const bind = (unit: number, texture: WebGLTexture): void => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, texture);
  };
  const allocate = (texture: WebGLTexture, { width, height }: Size, channels: 'one' | 'four'): void => {
    bind(0, texture);
    if (channels === 'one') gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32I, width, height, 0, gl.RED_INTEGER, gl.INT, null);
    else gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32I, width, height, 0, gl.RGBA_INTEGER, gl.INT, null);
  };

  function drawInto(target: WebGLFramebuffer, textures: readonly WebGLTexture[]): void {
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    const attachments = textures.map((texture, index) => {
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + index, gl.TEXTURE_2D, texture, 0);
      return gl.COLOR_ATTACHMENT0 + index;
    });
    gl.drawBuffers(attachments);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  return {
    prepare,
    createTextures() {
      const [valuePairs, linePairs] = [makeTexture(gl, gl.NEAREST), makeTexture(gl, gl.NEAREST)];
      for (const texture of [valuePairs, linePairs]) allocate(texture, { width: 2, height: 1 }, 'four');
      return { valuePairs, linePairs, dispose: () => { for (const texture of [valuePairs, linePairs]) gl.deleteTexture(texture); } };
    },
    fit(into, { luma, lumaSize, chroma, planeSize }) {
      const { mean, fit, pack } = prepare();
      const [meanProgram, fitProgram, packProgram] = [mean.finish(), fit.finish(), pack.finish()];
      const follow = followsLuma(planeSize, lumaSize);
      const pairsSize = { width: planeSize.width + 1, height: planeSize.height };
      for (const texture of [values, lines]) allocate(texture, planeSize, 'four');
      for (const texture of [into.valuePairs, into.linePairs]) allocate(texture, pairsSize, 'four');
      allocate(means, follow ? planeSize : { width: 1, height: 1 }, 'one');
      gl.disable(gl.SCISSOR_TEST);
      gl.viewport(0, 0, planeSize.width, planeSize.height);
      if (follow) {
        gl.useProgram(meanProgram);
        bind(0, luma);
        gl.uniform1i(gl.getUniformLocation(meanProgram, 'luma'), 0);
        gl.uniform2i(gl.getUniformLocation(meanProgram, 'planeSize'), planeSize.width, planeSize.height);
        drawInto(meanTarget, [means]);
      }
      gl.useProgram(fitProgram);
      bind(0, chroma);
      bind(1, means);
      gl.uniform1i(gl.getUniformLocation(fitProgram, 'chroma'), 0);
      gl.uniform1i(gl.getUniformLocation(fitProgram, 'meanLuma'), 1);
      gl.uniform1i(gl.getUniformLocation(fitProgram, 'follow'), follow ? 1 : 0);
      drawInto(fitTarget, [values, lines]);
      gl.useProgram(packProgram);
      gl.viewport(0, 0, pairsSize.width, pairsSize.height);
      bind(0, values);
      bind(1, lines);
      gl.uniform1i(gl.getUniformLocation(packProgram, 'values'), 0);
      gl.uniform1i(gl.getUniformLocation(packProgram, 'lines'), 1);
      drawInto(packTarget, [into.valuePairs, into.linePairs]);
    },
    dispose() {
      for (const texture of [means, values, lines]) gl.deleteTexture(texture);
      for (const target of [meanTarget, fitTarget, packTarget]) gl.deleteFramebuffer(target);
      if (programs !== undefined) for (const program of Object.values(programs)) program.dispose();
    },
  };
}
