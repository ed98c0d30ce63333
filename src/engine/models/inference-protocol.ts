import { z } from 'zod';
import { ProviderId } from '../../shared/model/provider.ts';

/** Messages between the client and the inference process, by the advanced serialisation of `child_process.fork`. */

const Values = z.custom<Float32Array>((value) => value instanceof Float32Array);
const Dims = z.array(z.number().int().min(0)).readonly();
const WireTensor = z.object({ dims: Dims, data: Values });
/** A tensor that is mostly zero: `sparse-tensor.ts`. */
const WireSparse = z.object({ dims: Dims, at: z.custom<Uint32Array>((value) => value instanceof Uint32Array), values: Values });
const WireHandle = z.object({ handle: z.number().int(), dims: Dims });
const WireInput = z.union([WireTensor, WireSparse, WireHandle, z.object({ stack: z.array(z.union([WireTensor, WireHandle])).min(1).readonly() })]);
export type WireInput = z.infer<typeof WireInput>;

const Stated = z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.string(), z.number()])).readonly() });

export const ToProcess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('load'), request: z.number(), session: z.string(), path: z.string(), provider: ProviderId }),
  z.object({
    kind: z.literal('run'),
    request: z.number(),
    session: z.string(),
    inputs: z.record(z.string(), WireInput),
    fetch: z.array(z.string()).readonly(),
    /** The client assigns the handles, so that none is used twice, even across restarts. */
    keep: z.array(z.object({ name: z.string(), handle: z.number().int() })).readonly(),
  }),
  z.object({ kind: z.literal('release'), handles: z.array(z.number().int()).readonly() }),
  z.object({ kind: z.literal('unload'), sessions: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('count'), request: z.number() }),
  /** Which providers onnxruntime has here. */
  z.object({ kind: z.literal('providers'), request: z.number() }),
]);
export type ToProcess = z.infer<typeof ToProcess>;

export const FromProcess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loaded'), request: z.number(), inputs: z.array(Stated).readonly(), outputs: z.array(Stated).readonly() }),
  z.object({ kind: z.literal('ran'), request: z.number(), fetched: z.record(z.string(), WireTensor), kept: z.record(z.string(), WireHandle) }),
  z.object({ kind: z.literal('counted'), request: z.number(), handles: z.number().int(), graphs: z.number().int(), residentBytes: z.number(), peakBytes: z.number() }),
  z.object({ kind: z.literal('providersThere'), request: z.number(), there: z.array(ProviderId).readonly() }),
  z.object({ kind: z.literal('failed'), request: z.number(), message: z.string() }),
]);
export type FromProcess = z.infer<typeof FromProcess>;
