/** The engine reads it too: see its `preferences.ts`. */
export const UPDATE_STALE_PREFERENCE = 'updateStale';

/** Whether stale colour is made again while nobody works. Off until it is turned on. */
export function updatesStale({ values }: { readonly values: Readonly<Record<string, string>> | null }): boolean {
  return values?.[UPDATE_STALE_PREFERENCE] === 'on';
}
