import { z } from 'zod';

/** What can run the networks: the processor, or a graphics processor by way of an interface of the system's. */
export const ProviderId = z.enum(['cpu', 'webgpu', 'dml', 'coreml', 'cuda']);
export type ProviderId = z.infer<typeof ProviderId>;

/** Preference `provider`: by measurement, or always the same one. */
export const ProviderSetting = z.enum(['automatic', ...ProviderId.options]);
export type ProviderSetting = z.infer<typeof ProviderSetting>;

/** RMS of a and b by which a provider's colour may differ from the CPU's. A step of an 8-bit picture is about 0.4. */
export const PROVIDER_TOLERANCE_AB = 0.1;

/**
 * `used`: runs the networks now. `available`: its trial on this machine agreed with the CPU. `failed`: its trial, or a run, did not succeed, or its
 * colour differs. `notTried`: nothing was measured, or it is not there on this machine.
 */
const ProviderState = z.enum(['used', 'available', 'failed', 'notTried']);
type ProviderState = z.infer<typeof ProviderState>;

export const ProviderStatus = z.object({
  id: ProviderId, name: z.string(), state: ProviderState,
  /** Why it is not used, or what must be known of it. */
  reason: z.string().optional(),
  /** Frames of 854×480 that propagation made in a second in the trial. */
  framesPerSecond: z.number().optional(),
  /** RMS of a and b against the CPU, of the trial's frame that differs most. */
  differenceAb: z.number().optional(),
});
export type ProviderStatus = z.infer<typeof ProviderStatus>;

const STATES = { used: 'used', available: 'available', failed: 'failed', notTried: 'not tried here' } as const satisfies Record<ProviderState, string>;

/** A provider's state in words, for `doctor`, the command line and the settings. */
export function providerText({ state, framesPerSecond, differenceAb, reason }: ProviderStatus): string {
  const facts = [
    STATES[state],
    ...(framesPerSecond === undefined ? [] : [`${framesPerSecond.toFixed(framesPerSecond < 10 ? 2 : 0)} frames/s at 480p`]),
    ...(differenceAb === undefined || differenceAb === 0 ? [] : [`${differenceAb.toFixed(3)} ab from the CPU`]),
  ].join(', ');
  return reason === undefined ? facts : `${facts}. ${reason}`;
}
