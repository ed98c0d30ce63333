/** A program that the graphics process compiles in the background. */
export interface PendingProgram {
  /**
   * The program; waits until it is compiled.
   * @throws Error with the compiler's message when a shader does not compile
   */
  readonly finish: () => WebGLProgram;
  readonly dispose: () => void;
}

/** Starts to compile a program. Its state is not queried before it is used, since a query would wait for it. */
export function beginProgram(gl: WebGL2RenderingContext, vertexSource: string, fragmentSource: string): PendingProgram {
  const program = gl.createProgram();
  const shaders = ([[gl.VERTEX_SHADER, vertexSource], [gl.FRAGMENT_SHADER, fragmentSource]] as const).map(([kind, source]) => {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('The graphics context was lost.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  let checked = false;
  return {
    finish: () => {
      if (!checked && gl.getProgramParameter(program, gl.LINK_STATUS) !== true) {
        const words = shaders.map((shader) => gl.getShaderInfoLog(shader)).find((each) => each !== null && each !== '');
        throw new Error(words ?? gl.getProgramInfoLog(program) ?? 'The shaders do not link.');
      }
      checked = true;
      return program;
    },
    dispose: () => { gl.deleteProgram(program); },
  };
}

/** A texture with clamped edges; it stays bound. */
export function makeTexture(gl: WebGL2RenderingContext, filter: number): WebGLTexture {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return made;
}

const POLL_MS = 2;

/** Calls `done` with the milliseconds until the graphics process has done what it was given, also what it was given before. Returns a function that ends the timing. */
export function whenDrawn(gl: WebGL2RenderingContext, done: (ms: number) => void): (() => void) | undefined {
  const from = performance.now();
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  if (fence === null) return undefined; // the context is lost
  gl.flush();
  const end = (): void => {
    clearInterval(timer);
    gl.deleteSync(fence);
  };
  const timer = setInterval(() => {
    if (gl.getSyncParameter(fence, gl.SYNC_STATUS) !== gl.SIGNALED) return;
    end();
    done(performance.now() - from);
  }, POLL_MS);
  return end;
}
