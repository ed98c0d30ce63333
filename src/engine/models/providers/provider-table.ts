import type { ProviderId } from '../../../shared/model/provider.ts';

interface ProviderRecord {
  readonly name: string;
  /** Systems for which onnxruntime is built with it, as `platform/arch`; `undefined`: all. */
  readonly platforms: readonly string[] | undefined;
  /** A library beside onnxruntime's that is not shipped; the user installs it. */
  readonly library?: string;
  /** How the user installs it. */
  readonly install?: string;
  /** Whether the makers of Tintype have run the networks on it. Without, only the trial on the user's machine decides. */
  readonly triedByMakers: boolean;
  /** Its bits are the reference; the others agree with it within `PROVIDER_TOLERANCE_AB`. */
  readonly isReference: boolean;
  /** Of its session, beside its name. */
  readonly options?: Readonly<Record<string, string>>;
  /** On what it was tried, or that it was not: for `doctor`. */
  readonly note: string | undefined;
}

const NOT_TRIED = 'No release of Tintype has been tried with it.';

/** Every provider. The ids are onnxruntime's own names, of the `executionProviders` of a session. */
const PROVIDERS = {
  cpu: { name: 'CPU', platforms: undefined, triedByMakers: true, isReference: true, note: undefined },
  webgpu: {
    name: 'WebGPU', platforms: undefined, triedByMakers: true, isReference: false,
    // In its own choice, NHWC, onnxruntime 1.30 convolves wrongly where the input channels are no multiple of 4, as those of `fuse_between` and `paint`.
    // https://github.com/microsoft/onnxruntime/issues/29651
    options: { preferredLayout: 'NCHW' },
    note: 'Tried by the makers on a software driver only (SwiftShader), not on a graphics card.',
  },
  dml: { name: 'DirectML', platforms: ['win32/x64', 'win32/arm64'], triedByMakers: false, isReference: false, note: NOT_TRIED },
  coreml: { name: 'CoreML', platforms: ['darwin/arm64', 'darwin/x64'], triedByMakers: false, isReference: false, note: NOT_TRIED },
  cuda: {
    name: 'CUDA', platforms: ['linux/x64'], library: 'libonnxruntime_providers_cuda.so', triedByMakers: false, isReference: false, note: NOT_TRIED,
    install: 'tintype models providers --install-cuda says how to install its library.',
  },
} as const satisfies Readonly<Record<ProviderId, ProviderRecord>>;

/** In the table's order. */
export const PROVIDER_IDS = Object.keys(PROVIDERS) as readonly ProviderId[];

export function providerRecord(id: ProviderId): ProviderRecord {
  return PROVIDERS[id];
}

/** Whether onnxruntime is built with it for a system. Its library or its driver may still be missing. */
export function isBuiltFor(id: ProviderId, system: { readonly platform: string; readonly arch: string }): boolean {
  return providerRecord(id).platforms?.includes(`${system.platform}/${system.arch}`) ?? true;
}
