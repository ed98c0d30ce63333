import { coverageName, coverageOver, coverageSize } from '../../../shared/model/mask-coverage.ts';
import type { LayerTable } from '../../../shared/model/layer-table.ts';

/** The masks of one picture's layers on the graphics processor. The caller disposes of it. */
export interface MaskTexture {
  /** Loads the masks of a table; those that are there already are not loaded again. */
  set(table: LayerTable): void;
  /** For each step of the table the index of its mask, or −1, and the share of the shot that begins with it, or −1. */
  steps(): Float32Array;
  /** Binds the planes, one over another, to the active unit. */
  bind(): void;
  dispose(): void;
}

export function createMaskTexture(gl: WebGL2RenderingContext): MaskTexture {
  let texture: WebGLTexture | null = null;
  let loaded = '';
  let steps = new Float32Array();
  return {
    set({ limited }) {
      if (limited === undefined) return;
      const masks = [...new Map(limited.steps.flatMap(({ mask }) => (mask === undefined ? [] : [[coverageName(mask), mask] as const])))];
      const places = new Map(masks.map(([name], index) => [name, index]));
      steps = Float32Array.from(limited.steps.flatMap(({ mask, begins }) => [mask === undefined ? -1 : places.get(coverageName(mask))!, begins ?? -1]));
      const { width, height } = coverageSize(limited.picture);
      const name = `${width}×${height} ${masks.map(([each]) => each).join('+')}`;
      if (name === loaded || masks.length === 0) return;
      loaded = name;
      texture ??= gl.createTexture();
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage3D(gl.TEXTURE_2D_ARRAY, 0, gl.R8, width, height, masks.length, 0, gl.RED, gl.UNSIGNED_BYTE, null);
      masks.forEach(([, mask], index) => {
        gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, index, width, height, 1, gl.RED, gl.UNSIGNED_BYTE, coverageOver(mask, limited.picture).values);
      });
    },
    steps: () => steps,
    bind() { gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture); },
    dispose() { gl.deleteTexture(texture); },
  };
}
