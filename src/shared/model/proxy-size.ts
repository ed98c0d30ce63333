import { z } from 'zod';

/** What a proxy's pictures are fitted into, in samples, whichever way up they are. */
export const PROXY_SIZES = {
  small: { long: 960, short: 540 },
  standard: { long: 1280, short: 720 },
  large: { long: 1920, short: 1080 },
} as const satisfies Readonly<Record<string, { readonly long: number; readonly short: number }>>;

export const ProxySize = z.enum(['small', 'standard', 'large']);
export type ProxySize = z.infer<typeof ProxySize>;

/** Preference of the user, for all proxies of this machine. */
export const PROXY_SIZE_PREFERENCE = 'proxySize';

/** The size that is set; where none is, or one of another version, the standard one. */
export function proxySizeOf(values: Readonly<Record<string, string>> | null): ProxySize {
  return ProxySize.safeParse(values?.[PROXY_SIZE_PREFERENCE]).data ?? 'standard';
}

/** Part of the addresses of gray pictures: empty for the standard size, so that those are as they always were. */
export function proxySizeName(size: ProxySize): string {
  return size === 'standard' ? '' : `${size} proxies`;
}
