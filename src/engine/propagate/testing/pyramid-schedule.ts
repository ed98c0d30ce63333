import type { Read, Reading, Schedule, SpanToSchedule } from '../schedule.ts';

/**
 * A pyramid schedule: the middle frame is read from both keyframes, then the quarters from the keyframes and from their made neighbours,
 * and so on. One reading per frame. Without cuts and flow; it proves that the executor accepts any schedule.
 */
export function pyramidSchedule({ range, left, right }: SpanToSchedule): Schedule {
  if (left === undefined || right === undefined) throw new RangeError('A pyramid stands between two keyframes.');
  const idOf = (frame: number): string => `level ${frame}`;
  const readings: Reading[] = [];
  const open: [number, number][] = [[left, right]];
  for (let gap = open.shift(); gap !== undefined; gap = open.shift()) {
    const [before, after] = gap;
    if (after - before < 2) continue;
    const frame = Math.floor((before + after) / 2);
    const beside = [before, after].filter((each) => each !== left && each !== right).map((each): Read => ({ kind: 'reading', frame: each, id: idOf(each) }));
    readings.push({ id: idOf(frame), frame, direction: 'either', reads: [{ kind: 'key', frame: left }, { kind: 'key', frame: right }, ...beside], flowFrom: undefined });
    open.push([before, frame], [frame, after]);
  }
  const frames = Array.from({ length: range.last - range.first + 1 }, (_, index) => range.first + index);
  return { name: 'pyramid-test', readings, frames: frames.map((frame) => ({ frame, from: [idOf(frame)], toRight: 0 })) };
}
