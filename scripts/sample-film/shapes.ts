/** A closed outline, x and y in turn. */
export type Outline = readonly number[];
export type Point = readonly [number, number];

export function polygon(...points: readonly Point[]): Outline {
  return points.flat();
}

export function rectangle(x: number, y: number, width: number, height: number): Outline {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** @param turn radians, clockwise on the screen. */
export function ellipse(cx: number, cy: number, rx: number, ry: number, turn = 0): Outline {
  const count = Math.max(10, Math.min(64, Math.ceil(Math.max(rx, ry) * 1.5)));
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const outline: number[] = [];
  for (let index = 0; index < count; index++) {
    const angle = (index / count) * 2 * Math.PI;
    const x = rx * Math.cos(angle);
    const y = ry * Math.sin(angle);
    outline.push(cx + x * cos - y * sin, cy + x * sin + y * cos);
  }
  return outline;
}

/** A smooth closed curve through the points (Catmull-Rom). */
export function blob(...points: readonly Point[]): Outline {
  const outline: number[] = [];
  const count = points.length;
  for (let index = 0; index < count; index++) {
    const p0 = points[(index + count - 1) % count]!;
    const p1 = points[index]!;
    const p2 = points[(index + 1) % count]!;
    const p3 = points[(index + 2) % count]!;
    for (let step = 0; step < 8; step++) {
      const t = step / 8;
      for (const axis of [0, 1] as const) {
        outline.push(0.5 * (2 * p1[axis] + (p2[axis] - p0[axis]) * t + (2 * p0[axis] - 5 * p1[axis] + 4 * p2[axis] - p3[axis]) * t * t + (3 * p1[axis] - p0[axis] - 3 * p2[axis] + p3[axis]) * t * t * t));
      }
    }
  }
  return outline;
}

/** A tapering stroke with round ends: limbs, stems, blades. `from` and `to` are half widths. */
export function limb(a: Point, b: Point, from: number, to: number): Outline {
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const outline: number[] = [];
  const cap = (centre: Point, radius: number, start: number): void => {
    for (let step = 0; step <= 8; step++) {
      const at = start + (step / 8) * Math.PI;
      outline.push(centre[0] + radius * Math.cos(at), centre[1] + radius * Math.sin(at));
    }
  };
  cap(b, to, angle - Math.PI / 2);
  cap(a, from, angle + Math.PI / 2);
  return outline;
}

/** A leaf: pointed at both ends. */
export function leaf(cx: number, cy: number, length: number, width: number, turn: number): Outline {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  return ([[-1, 0], [-0.45, -0.8], [0.2, -0.95], [1, 0], [0.2, 0.95], [-0.45, 0.8]] as const).flatMap(([u, v]) => {
    const x = u * length;
    const y = v * width;
    return [cx + x * cos - y * sin, cy + x * sin + y * cos];
  });
}

/** Place between two, `t` 0…1. */
export function between(a: Point, b: Point, t: number): Point {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
}
