import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { WorkerDescription } from '../../../shared/contract/farm.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { HintId } from '../../../shared/model/ids.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import { PROBE_SIZE, probeLuma, probePlane } from '../machine/probe-picture.ts';
import type { Services } from '../services.ts';

const FRAMES = 4;

/**
 * Paints one small picture and propagates it over three frames, by networks and optical flow, and hashes the result. Machines with equal hashes
 * make the same bits; others (another instruction set, another provider) make colours within the providers' tolerance.
 */
async function probeHash({ colorizer, propagator }: Pick<Services, 'colorizer' | 'propagator'>): Promise<string> {
  const hash = createHash('sha256');
  const { plane } = await colorizer.paint({ frameKey: 'farm probe', luma: probeLuma(0, PROBE_SIZE), hints: [{ kind: 'point', id: HintId.parse('probe'), at: [0.3, 0.5], radius: 0.05, ab: [30, 20] }] });
  hash.update(bytesOf(plane.samples));
  const key = probePlane(PROBE_SIZE);
  const lumas = async function* ({ first, last }: { readonly first: number; readonly last: number }): AsyncGenerator<WorkingLuma> {
    for (let frame = first; frame <= Math.min(last, FRAMES - 1); frame++) yield await Promise.resolve(probeLuma(frame, PROBE_SIZE));
  };
  const made = propagator.propagateSpan({ range: frameRange(1, FRAMES - 1), frameCount: FRAMES, left: { frame: 0, plane: key }, lumas });
  for await (const { plane: read, confidence } of made) hash.update(bytesOf(read.samples)).update(confidence);
  return hash.digest('hex').slice(0, 16);
}

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Description of this machine that a worker reports to the farm. */
export async function describeMachine(services: Services, { version, provider, threads, lanes }: Pick<WorkerDescription, 'version' | 'provider' | 'threads' | 'lanes'>): Promise<WorkerDescription> {
  return {
    host: hostname(), pid: process.pid, version, provider, threads, lanes,
    networks: services.registry.models.map(({ id, version: network }) => ({ id, version: network })),
    probe: await probeHash(services),
  };
}
