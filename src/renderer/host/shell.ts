import type { ShellBridge } from '../../preload/bridge.ts';

declare global {
  interface Window {
    readonly tintype?: ShellBridge;
  }
}

/** The desktop shell around this window, or `undefined` in a browser. */
export function shell(): ShellBridge | undefined {
  return window.tintype;
}
