/** A unit of the simulation. */
export interface SimulatedUnit {
  readonly frames: number;
  /** BullMQ's priority: the lowest first. */
  readonly priority: number;
  readonly seconds: number;
  /** Of these for its keyframes. */
  readonly paintSeconds: number;
  readonly filmBytes: number;
  /** Seconds after the start at which its keyframes are painted. */
  readonly readyAt: number;
}

/** Simulates workers that take the first ready unit whenever they are free. @returns seconds until the last unit is done */
export function simulate(units: readonly SimulatedUnit[], workers: number): number {
  const coming = units.toSorted((a, b) => a.readyAt - b.readyAt);
  const waiting = new Heap<SimulatedUnit>((a, b) => a.priority - b.priority);
  const free = new Heap<number>((a, b) => a - b);
  for (let count = 0; count < workers; count++) free.push(0);
  let [next, end] = [0, 0];
  for (let left = units.length; left > 0; left--) {
    let now = free.pop()!;
    if (waiting.size === 0) now = Math.max(now, coming[next]?.readyAt ?? now);
    while (next < coming.length && coming[next]!.readyAt <= now) waiting.push(coming[next++]!);
    const done = now + waiting.pop()!.seconds;
    free.push(done);
    end = Math.max(end, done);
  }
  return end;
}

/** A binary heap: the least first. */
class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #compare: (a: Item, b: Item) => number;

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    const items = this.#items;
    let at = items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#compare(items[parent]!, item) <= 0) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Item | undefined {
    const items = this.#items;
    const [first, last] = [items[0], items.pop()];
    if (items.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      if (left >= items.length) break;
      const child = right < items.length && this.#compare(items[right]!, items[left]!) < 0 ? right : left;
      if (this.#compare(last, items[child]!) <= 0) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return first;
  }
}
