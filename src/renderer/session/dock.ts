import type { DockTab, Session } from './session-store.ts';

/** Media query of windows with one dock, whose panels are all tabs. Width in CSS px. */
export const ONE_DOCK = '(max-width: 1439px)';
/** Panels that are tabs also where there are two docks; the others stand beside them. */
export const TABS_OF_TWO_DOCKS = ['trim', 'masks'] as const satisfies readonly DockTab[];

/** Session state in which a panel is seen. The scopes give way only where they are a tab beside it. @param hasOneDock as this window is laid out, unless it is given */
export function panelShown(tab: DockTab, hasOneDock = isOneDock()): Partial<Pick<Session, 'dockTab' | 'showScopes'>> {
  if (hasOneDock) return { dockTab: tab, showScopes: false };
  return TABS_OF_TWO_DOCKS.some((each) => each === tab) ? { dockTab: tab } : {};
}

/** As `panelShown`, but a window with one dock keeps the panel that it shows: it may be the list of hints that is used next. */
export function besidePicture(tab: DockTab, hasOneDock = isOneDock()): Partial<Pick<Session, 'dockTab' | 'showScopes'>> {
  return hasOneDock ? {} : panelShown(tab, false);
}

function isOneDock(): boolean {
  return typeof window === 'undefined' || window.matchMedia(ONE_DOCK).matches;
}
