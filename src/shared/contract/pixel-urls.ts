import { type Clip, grayName } from '../model/clip.ts';
import type { ClipId, ReferenceId } from '../model/ids.ts';
import { type ProxySize, proxySizeName } from '../model/proxy-size.ts';

/** All pixel URLs (HTTP GET, immutable). Paths are relative to the engine's origin. */

const LUMA_FILES = { proxy: 'luma.jpg', thumbnail: 'thumbnail.jpg', full: 'luma.png' } as const;

/**
 * `content` names what the pictures show, see `contentOfPictures`: after a change the same frame has another address, so that nothing that was fetched before is
 * shown for it.
 */
export interface ClipPixels {
  readonly clipId: ClipId;
  readonly content?: string | undefined;
}

/**
 * Name of what the pictures of a clip show: its file's content, where that is not what it held when it was added (`ProjectState.contents`), how it
 * is read, and the size of proxies. `undefined` where all of these are as they are at first.
 */
export function contentOfPictures({ content, clip, proxySize }: { readonly content: string | undefined; readonly clip: Clip | undefined; readonly proxySize: ProxySize }): string | undefined {
  const names = [content ?? '', clip === undefined ? '' : grayName(clip), proxySizeName(proxySize)].filter((name) => name !== '');
  return names.length === 0 ? undefined : names.join(' ');
}

function query({ content }: ClipPixels): string {
  return content === undefined ? '' : `?content=${encodeURIComponent(content)}`;
}

/**
 * Luma of a frame: as a gray JPEG at proxy size (for a thumbnail the same picture, that has to wait while others are waited for), or
 * as an 8-bit gray PNG at full size decoded from the source.
 */
export function lumaUrl(clip: ClipPixels, frame: number, use: keyof typeof LUMA_FILES): string {
  return `/pixels/clip/${encodeURIComponent(clip.clipId)}/${frame}/${LUMA_FILES[use]}${query(clip)}`;
}

/** An ab plane: `application/octet-stream`, decoded by `decodeAbPlane`. */
export function abPlaneUrl(key: string): string {
  return `/pixels/ab/${encodeURIComponent(key)}`;
}

/** Per-pixel confidence of a propagated frame: 8 bytes of size, then one byte per sample. */
export function confidenceUrl(key: string): string {
  return `/pixels/confidence/${encodeURIComponent(key)}`;
}

/** A reference as PNG, reduced to at most 1024 × 1024. */
export function referenceUrl(referenceId: ReferenceId): string {
  return `/pixels/reference/${encodeURIComponent(referenceId)}`;
}

/** Sound of a clip as the browser can play it (AAC in MP4). */
export function soundUrl(clip: ClipPixels): string {
  return `/pixels/clip/${encodeURIComponent(clip.clipId)}/sound.m4a${query(clip)}`;
}

/** Peaks of a clip's sound: `application/octet-stream`, decoded by `decodeSoundPeaks`. */
export function soundPeaksUrl(clip: ClipPixels): string {
  return `/pixels/clip/${encodeURIComponent(clip.clipId)}/sound.peaks${query(clip)}`;
}
