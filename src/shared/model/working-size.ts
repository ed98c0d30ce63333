/** A size in samples. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The working size of a network: the source scaled down (never up) so that its short side is at most `shortSide`, then both sides rounded
 * to a multiple of 4, so that a quarter-size plane covers the picture exactly. Padding to the network's own multiple is added on top and
 * cropped back.
 */
export function workingSize(source: Size, shortSide: number): Size {
  const scale = Math.min(1, shortSide / Math.min(source.width, source.height));
  const round = (value: number): number => Math.max(16, Math.round((value * scale) / 4) * 4);
  return { width: round(source.width), height: round(source.height) };
}

/** Size with both sides rounded up to a multiple. */
export function paddedSize(size: Size, multiple: number): Size {
  const up = (value: number): number => Math.ceil(value / multiple) * multiple;
  return { width: up(size.width), height: up(size.height) };
}
