/** Exhaustiveness check of a switch over a tagged union: an unhandled member is a compile error here. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
