/** One decoded frame as ffmpeg's `showinfo` filter logs it on stderr. */
export interface ShownFrame {
  /** In the stream's time base; `undefined` when the container gives none. */
  readonly pts: number | undefined;
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly scan: 'progressive' | 'top-first' | 'bottom-first';
  /** Decoding can begin with it. */
  readonly isKey?: true;
}

/** Filter that logs each frame that passes it. */
export const SHOWINFO_FILTER = 'showinfo=checksum=0';

/** The frame that a log line of showinfo describes; `'other'` for its further lines; `undefined` for lines of others. */
export function parseShowinfoLine(line: string): ShownFrame | 'other' | undefined {
  if (!line.startsWith('[Parsed_showinfo') && !line.startsWith('[showinfo')) return undefined;
  const head = /\bn:\s*\d+ pts:\s*(-?\d+|NOPTS)\b/.exec(line);
  if (head === null) return 'other';
  const format = /\bfmt:(\S+)/.exec(line)?.[1];
  const size = / s:(\d+)x(\d+)/.exec(line);
  const scan = / i:([PTB])/.exec(line)?.[1];
  if (format === undefined || size === null) return 'other';
  return {
    pts: head[1] === 'NOPTS' ? undefined : Number(head[1]),
    pixelFormat: format,
    width: Number(size[1]),
    height: Number(size[2]),
    scan: scan === 'T' ? 'top-first' : scan === 'B' ? 'bottom-first' : 'progressive',
    ...(/ iskey:1\b/.test(line) ? { isKey: true } : {}),
  };
}
