/** `Object.isFrozen` says nothing of what lies deeper (zod's `readonly()` freezes one level), so what has been done is remembered. */
const frozenThrough = new WeakSet<object>();

/** Freezes a value and all that is in it, and gives it back. Parts that have been through here before cost nothing. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !frozenThrough.has(value)) {
    frozenThrough.add(value);
    Object.freeze(value);
    for (const each of Object.values(value)) deepFreeze(each);
  }
  return value;
}
