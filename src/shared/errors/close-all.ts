/**
 * Takes every step in order, also those after one that fails: what is open must be closed whatever happened to the rest.
 * @param options.tell hears of each failure as it comes. @throws the first of them, when all steps have been taken
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
