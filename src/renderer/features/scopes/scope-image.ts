import type { Size } from '../../../shared/model/working-size.ts';
import { histogram, vectorCounts, waveformCounts } from './scope-counts.ts';
import { channelOf, type Channel, type ScopeFrame } from './scope-frame.ts';

export type ScopeKind = 'vectorscope' | 'waveform' | 'parade' | 'histogram';

/** Trace colours, of low saturation, so that they do not bias the judgement of the picture. */
const TRACE: Readonly<Record<Channel, readonly [number, number, number]>> = { luma: [214, 214, 214], red: [206, 138, 132], green: [138, 184, 140], blue: [138, 158, 206] };
/** Thickness of a histogram's outline, px of the image. */
const OUTLINE = 2;
const PRIMARIES = ['red', 'green', 'blue'] as const satisfies readonly Channel[];

const SCOPE_SIZES: Readonly<Record<ScopeKind, Size>> = {
  vectorscope: { width: 256, height: 256 },
  // The columns divide the width of a counted frame, and the rows are its 8-bit levels, so that no moiré appears.
  waveform: { width: 256, height: 256 },
  parade: { width: 384, height: 256 },
  histogram: { width: 256, height: 128 },
};

export interface ScopeImage extends Size {
  readonly kind: ScopeKind;
  /** RGBA, `width · height`, row by row; transparent where there is no trace. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** The trace of a frame, without graticule. */
export function scopeImage(kind: ScopeKind, frame: ScopeFrame): ScopeImage {
  const { width, height } = SCOPE_SIZES[kind];
  const pixels = new Uint8ClampedArray(4 * width * height);
  const samples = frame.width * frame.height;
  switch (kind) {
    case 'vectorscope':
      glow(pixels, vectorCounts(frame, width), { width, columns: width, left: 0, colour: TRACE.luma, usual: samples / 6000 });
      break;
    case 'waveform':
      glow(pixels, waveformCounts(frame.y, frame.width, { columns: width, rows: height }), { width, columns: width, left: 0, colour: TRACE.luma, usual: samples / (width * 24) });
      break;
    case 'parade': {
      const columns = width / PRIMARIES.length;
      PRIMARIES.forEach((channel, index) => {
        const counts = waveformCounts(channelOf(frame, channel), frame.width, { columns, rows: height });
        glow(pixels, counts, { width, columns, left: index * columns, colour: TRACE[channel], usual: samples / (columns * 24) });
      });
      break;
    }
    case 'histogram':
      for (const channel of [...PRIMARIES, 'luma'] as const) hill(pixels, histogram(channelOf(frame, channel), width), { width, height, colour: TRACE[channel], filled: channel !== 'luma' });
  }
  return { kind, width, height, pixels };
}

/** Brightness of a count: one sample is just visible, and the brightness saturates with more. `usual` samples give about two thirds. */
function glow(pixels: Uint8ClampedArray, counts: Uint32Array, { width, columns, left, colour, usual }: { readonly width: number; readonly columns: number; readonly left: number; readonly colour: readonly [number, number, number]; readonly usual: number }): void {
  for (let index = 0; index < counts.length; index++) {
    const count = counts[index]!;
    if (count === 0) continue;
    const at = 4 * (Math.floor(index / columns) * width + left + (index % columns));
    pixels[at] = colour[0];
    pixels[at + 1] = colour[1];
    pixels[at + 2] = colour[2];
    pixels[at + 3] = 255 * Math.max(0.16, 1 - Math.exp(-count / usual));
  }
}

/**
 * A histogram: its outline, optionally filled; where several overlap, their light adds. The two end bins, where clipped samples collect,
 * do not set the scale.
 */
function hill(pixels: Uint8ClampedArray, counts: Uint32Array, { width, height, colour, filled }: { readonly width: number; readonly height: number; readonly colour: readonly [number, number, number]; readonly filled: boolean }): void {
  const inner = counts.slice(1, -1);
  const highest = Math.max(1, ...inner);
  counts.forEach((count, column) => {
    const top = height - Math.min(height, Math.round(Math.sqrt(count / highest) * (height - 2)));
    const last = filled ? height : Math.min(height, top + OUTLINE);
    for (let row = top; row < last; row++) {
      const at = 4 * (row * width + column);
      const light = row < top + OUTLINE ? 0.7 : 0.28;
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] = Math.min(235, pixels[at + channel]! + colour[channel]! * light);
      pixels[at + 3] = 255;
    }
  });
}
