import type { Page } from '@playwright/test';
import { median } from '../bench.ts';

const FRAMES = 90;
/** So that the picture of a window of 1280×720 is drawn with the samples of a 1080p frame. */
export const FULL_HD_SCALE = 2.4;

/**
 * Dragging a layer's slider as fast as the window draws: the time from one drawn picture to the next, as a multiple of that of a canvas of the
 * same size that is drawn with an empty shader in its place. The film is open, with colour on its first frame.
 */
export async function layerDragRatio(page: Page): Promise<number> {
  await page.keyboard.press('Home');
  await page.locator('canvas[data-testid="picture"][data-frame="0"][data-settled="true"]:not([data-plane=""])').waitFor({ timeout: 300_000 });
  await page.getByRole('tab', { name: 'Trim' }).click();
  await page.keyboard.press('Shift+N');
  const hue = page.getByLabel('Hue', { exact: true });
  await hue.waitFor();
  const dragged = await hue.evaluate(async (slider: HTMLInputElement, frames) => {
    const gl = document.querySelector<HTMLCanvasElement>('[data-testid="picture"]')!.getContext('webgl2')!;
    const drawnAt: number[] = [];
    gl.drawArrays = (...call) => {
      drawnAt.push(performance.now());
      WebGL2RenderingContext.prototype.drawArrays.apply(gl, call);
    };
    // React hears of a value only if it is not set through its own property of the element.
    const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
    for (let frame = 0; frame < frames; frame++) {
      value.set?.call(slider, String((frame % 60) - 30));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    gl.drawArrays = WebGL2RenderingContext.prototype.drawArrays.bind(gl);
    return drawnAt;
  }, FRAMES);
  if (dragged.length < FRAMES / 2) throw new Error(`Only ${dragged.length} of ${FRAMES} changes of the layer were drawn.`);
  // While it is dragged the picture may be drawn with fewer samples; the empty one always has all.
  await page.locator('canvas[data-testid="picture"][data-settled="true"]').waitFor();
  const empty = await page.evaluate(async (frames) => {
    const picture = document.querySelector<HTMLCanvasElement>('[data-testid="picture"]')!;
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.style.cssText = 'position: absolute; inset: 0; width: 100%; height: 100%';
    picture.after(canvas);
    const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, preserveDrawingBuffer: true })!;
    const program = gl.createProgram();
    const sources = [[gl.VERTEX_SHADER, '#version 300 es\nvoid main() { gl_Position = vec4(vec2(gl_VertexID % 2, gl_VertexID / 2) * 4.0 - 1.0, 0.0, 1.0); }'], [gl.FRAGMENT_SHADER, '#version 300 es\nprecision highp float; uniform float gray; out vec4 colour; void main() { colour = vec4(vec3(gray), 1.0); }']] as const;
    for (const [kind, source] of sources) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    const gray = gl.getUniformLocation(program, 'gray');
    gl.viewport(0, 0, canvas.width, canvas.height);
    const drawnAt: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      drawnAt.push(performance.now());
      gl.uniform1f(gray, frame / frames);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      await new Promise(requestAnimationFrame);
    }
    canvas.remove();
    return drawnAt;
  }, FRAMES);
  return median(pauses(dragged)) / median(pauses(empty));
}

function pauses(times: readonly number[]): readonly number[] {
  return times.slice(1).map((time, index) => time - times[index]!);
}
