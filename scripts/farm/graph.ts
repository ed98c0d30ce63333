interface Point {
  readonly workers: number;
  /** Makespan over the ideal. */
  readonly factor: number;
  readonly painted: number;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [640, 320, 56, 40, 24] as const;

/** Makespan over the ideal against the number of workers, as SVG. */
export function graphOf(points: readonly Point[]): string {
  const most = Math.max(1.3, ...points.map(({ painted }) => painted));
  const last = Math.max(...points.map(({ workers }) => workers));
  const x = (workers: number): number => LEFT + ((WIDTH - LEFT - 16) * workers) / last;
  const y = (factor: number): number => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * (factor - 1)) / (most - 1);
  const line = (of: (point: Point) => number, colour: string): string => `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => `${x(point.workers).toFixed(1)},${y(of(point)).toFixed(1)}`).join(' ')}"/>`;
  const ticks = Array.from({ length: 5 }, (_, index) => 1 + ((most - 1) * index) / 4);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...ticks.map((tick) => `<line x1="${LEFT}" x2="${WIDTH - 16}" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}" stroke="#ddd"/><text x="${LEFT - 8}" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${tick.toFixed(2)}</text>`),
    ...points.filter(({ workers }) => workers === 1 || workers % 50 === 0).map(({ workers }) => `<text x="${x(workers).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${workers}</text>`),
    `<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 6}" text-anchor="middle">workers</text>`,
    line(({ factor }) => factor, '#2563a8'), line(({ painted }) => painted, '#b3541e'),
    `<text x="${LEFT + 10}" y="${TOP}" fill="#2563a8">makespan / ideal</text><text x="${LEFT + 150}" y="${TOP}" fill="#b3541e">where the sender paints the keyframes</text>`,
    '</svg>', '',
  ].join('\n');
}
