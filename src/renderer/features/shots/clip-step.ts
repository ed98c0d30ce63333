/** Pure: index of the clip that a key goes to from the one at index `at`; `undefined` for a key that does not step. The ends of the row stop. */
export function clipSteppedTo(key: string, { at, count }: { readonly at: number; readonly count: number }): number | undefined {
  switch (key) {
    case 'ArrowRight': case 'ArrowDown': return Math.min(count - 1, at + 1);
    case 'ArrowLeft': case 'ArrowUp': return Math.max(0, at - 1);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return undefined;
  }
}
