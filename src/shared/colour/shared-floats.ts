/** Floats in shared memory where available, so that threads need not build or copy a table again. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(4 * length) : new SharedArrayBuffer(4 * length));
}
