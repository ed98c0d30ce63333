import { useSyncExternalStore } from 'react';

/** Whether a media query matches; follows the window's size and zoom. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore((changed) => {
    const list = window.matchMedia(query);
    list.addEventListener('change', changed);
    return () => { list.removeEventListener('change', changed); };
  }, () => window.matchMedia(query).matches);
}
