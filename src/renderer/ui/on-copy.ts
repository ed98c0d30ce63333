import type { KeyboardEvent } from 'react';

/** Copies what has the focus with Ctrl C (⌘ C), instead of what the command copies. */
export function onCopy(copy: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.code !== 'KeyC' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    copy();
  };
}
