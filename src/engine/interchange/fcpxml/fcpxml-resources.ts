import type { Rate } from '../../../shared/model/frame.ts';
import { rateOfNumber } from '../../../shared/model/known-rate.ts';
import { type Rational, rational } from '../rational.ts';
import { allOf, at, descendants, type XmlNode } from '../xml/xml-tree.ts';

/** `1001/24000s`, `5s`, `12.5s`; `undefined` when invalid. */
export function timeOf(text: string | undefined): Rational | undefined {
  const match = /^(-?\d{1,18})(?:\/(\d{1,18})|\.(\d{1,9}))?s?$/.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, whole, bottom, decimals] = match;
  if (bottom !== undefined) return BigInt(bottom) === 0n ? undefined : rational(BigInt(whole!), BigInt(bottom));
  return decimals === undefined ? rational(BigInt(whole!)) : rational(BigInt(`${whole!}${decimals}`), 10n ** BigInt(decimals.length));
}

/** Resources of a file by id. */
export interface Resources {
  readonly asset: (id: string | undefined) => XmlNode | undefined;
  readonly media: (id: string | undefined) => XmlNode | undefined;
  readonly rateOfFormat: (id: string | undefined) => Rate | undefined;
}

export function resourcesOf(root: XmlNode): Resources {
  const byId = (name: string): ReadonlyMap<string, XmlNode> => new Map([...descendants(at(root, 'resources') ?? root, name)].map((each) => [each.attributes['id'] ?? '', each]));
  const [assets, media, formats] = [byId('asset'), byId('media'), byId('format')];
  return {
    asset: (id) => (id === undefined ? undefined : assets.get(id)),
    media: (id) => (id === undefined ? undefined : media.get(id)),
    rateOfFormat: (id) => formatRate(id === undefined ? undefined : formats.get(id)),
  };
}

/** By its frame duration, else by its name: `FFVideoFormat1080p2398`. */
function formatRate(format: XmlNode | undefined): Rate | undefined {
  const duration = timeOf(format?.attributes['frameDuration']);
  if (duration !== undefined && duration.num > 0n && duration.den <= 1_000_000n && duration.num <= 1_000_000n) return { num: Number(duration.den), den: Number(duration.num) };
  const digits = /[pi](\d{2,4})$/.exec(format?.attributes['name'] ?? '')?.[1];
  return digits === undefined ? undefined : rateOfNumber(digits.length === 4 ? Number(digits) / 100 : Number(digits));
}

/** Address of an asset's file: `src` up to version 1.8, `<media-rep src>` since. */
export function addressOf(asset: XmlNode | undefined): string | undefined {
  return asset?.attributes['src'] ?? at(asset, 'media-rep')?.attributes['src'];
}

const REEL_KEY = 'com.apple.proapps.studio.reel';

/** The reel of an asset or clip, from its metadata. */
export function reelOf(...nodes: readonly (XmlNode | undefined)[]): string | undefined {
  return nodes.flatMap((node) => allOf(at(node, 'metadata'), 'md')).find((each) => each.attributes['key'] === REEL_KEY)?.attributes['value'];
}
