import { add, compare, type Rational, subtract } from './rational.ts';
import { reachingOverFades } from './fades.ts';
import { endOf, type Timeline, type TimelineEvent } from './timeline.ts';

interface Edge {
  readonly at: Rational;
  readonly event: TimelineEvent;
  readonly isStart: boolean;
}

/**
 * What is seen of a timeline: at each moment its uppermost event. An event that another one covers in the middle gives two pieces. The mix
 * into an event is kept where its beginning is seen. Events reach over their fades.
 */
export function flatEvents(timeline: Pick<Timeline, 'events'>): readonly TimelineEvent[] {
  const events = reachingOverFades(timeline.events);
  if (events.every((each) => each.track === events[0]!.track)) return events;
  const edges = events.flatMap((event): readonly Edge[] => [{ at: event.record.start, event, isStart: true }, { at: endOf(event.record), event, isStart: false }])
    .toSorted((a, b) => compare(a.at, b.at) || Number(a.isStart) - Number(b.isStart));
  const open = createTopmost();
  const seen: TimelineEvent[] = [];
  let current: { readonly event: TimelineEvent; readonly from: Rational } | undefined;
  for (const [index, { at, event, isStart }] of edges.entries()) {
    if (isStart) open.add(event);
    else open.remove(event);
    const next = edges[index + 1];
    if (next !== undefined && compare(next.at, at) === 0) continue;
    const top = open.top();
    if (top === current?.event) continue;
    if (current !== undefined && compare(current.from, at) < 0) seen.push(piece(current.event, current.from, at));
    current = top === undefined ? undefined : { event: top, from: at };
  }
  return seen;
}

function piece(event: TimelineEvent, from: Rational, to: Rational): TimelineEvent {
  const into = subtract(from, event.record.start);
  const duration = subtract(to, from);
  return { ...event, source: { start: add(event.source.start, into), duration }, record: { start: from, duration }, transitionIn: into.num === 0n ? event.transitionIn : { kind: 'cut' } };
}

/** Open events as a heap, the one on the highest track first; closed ones are dropped when they come to the top. */
function createTopmost(): { readonly add: (event: TimelineEvent) => void; readonly remove: (event: TimelineEvent) => void; readonly top: () => TimelineEvent | undefined } {
  const heap: TimelineEvent[] = [];
  const closed = new Set<TimelineEvent>();
  const higher = (a: number, b: number): boolean => heap[a]!.track > heap[b]!.track;
  const swap = (a: number, b: number): void => { [heap[a], heap[b]] = [heap[b]!, heap[a]!]; };
  const sink = (): void => {
    for (let at = 0; ;) {
      const child = [2 * at + 1, 2 * at + 2].filter((each) => each < heap.length).reduce((best, each) => (higher(each, best) ? each : best), at);
      if (child === at) return;
      swap(at, child);
      at = child;
    }
  };
  return {
    add: (event) => {
      heap.push(event);
      for (let at = heap.length - 1; at > 0 && higher(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    remove: (event) => { closed.add(event); },
    top: () => {
      while (heap[0] !== undefined && closed.has(heap[0])) {
        closed.delete(heap[0]);
        const last = heap.pop()!;
        if (heap.length > 0) {
          heap[0] = last;
          sink();
        }
      }
      return heap[0];
    },
  };
}
