/**
 * Runs every step in order, also after one that fails, so that everything is closed.
 * @param options.tell called with each error. @throws the first of them, after all steps have run
 */
export async function closeAll(steps: readonly (() => void | Promise<void>)[], options: { readonly tell?: (failure: unknown) => void } = {}): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (failure) {
      failures.push(failure);
      options.tell?.(failure);
    }
  }
  if (failures.length > 0) throw failures[0];
}
