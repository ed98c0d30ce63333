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

/** Work of a farm: the unit of a simulation, or a piece that is encoded when its colour is there. */
export interface SimulatedTask {
  /** BullMQ's priority: the lowest first. */
  readonly priority: number;
  readonly seconds: number;
  /** Seconds after the start before which it is not begun. */
  readonly readyAt: number;
  /** Places in the list of the tasks that it waits for. */
  readonly after?: readonly number[];
}

/** Simulates workers that take the first ready unit whenever they are free. @returns seconds until the last unit is done */
export function simulate(units: readonly SimulatedTask[], workers: number): number {
  return simulateEnds(units, workers).reduce((last, end) => Math.max(last, end), 0);
}

/** As {@link simulate}. @returns for each task the seconds until it is done @throws RangeError when tasks wait for each other */
export function simulateEnds(tasks: readonly SimulatedTask[], workers: number): Float64Array {
  const ends = new Float64Array(tasks.length);
  const open = tasks.map(({ after = [] }) => after.length);
  const waitFor = Map.groupBy(tasks.flatMap(({ after = [] }, task) => after.map((before) => ({ before, task }))), ({ before }) => before);
  /** Tasks that wait for no other, by the time from which they can be begun. */
  const coming = new Heap<{ readonly at: number; readonly task: number }>((a, b) => a.at - b.at);
  const waiting = new Heap<number>((a, b) => tasks[a]!.priority - tasks[b]!.priority);
  const running = new Heap<{ readonly end: number; readonly task: number }>((a, b) => a.end - b.end);
  for (const [task, { readyAt }] of tasks.entries()) if (open[task] === 0) coming.push({ at: readyAt, task });
  let now = 0;
  for (let done = 0; done < tasks.length;) {
    while (coming.size > 0 && coming.first!.at <= now) waiting.push(coming.pop()!.task);
    while (waiting.size > 0 && running.size < workers) {
      const task = waiting.pop()!;
      running.push({ end: now + tasks[task]!.seconds, task });
    }
    const next = Math.min(running.first?.end ?? Infinity, running.size < workers ? coming.first?.at ?? Infinity : Infinity);
    if (next === Infinity) throw new RangeError('Tasks wait for each other.');
    now = next;
    while (running.size > 0 && running.first!.end <= now) {
      const { end, task } = running.pop()!;
      ends[task] = end;
      done += 1;
      for (const { task: later } of waitFor.get(task) ?? []) if (--open[later]! === 0) coming.push({ at: Math.max(now, tasks[later]!.readyAt), task: later });
    }
  }
  return ends;
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

  get first(): Item | undefined {
    return this.#items[0];
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
