import { codingLabel, colourCoding } from '../../shared/colour/coding.ts';
import type { Clip } from '../../shared/model/clip.ts';

/** Clips whose codes mean the same, as far as their tags say. */
interface CodingGroup {
  readonly key: string;
  /** For users: `Untagged clips`, or what the tags say. */
  readonly label: string;
  /** How the codes are read where nothing else is chosen: `BT.709 primaries, BT.709, limited range`. */
  readonly readAs: string;
}

/** Pure: the group of a clip. */
export function codingGroupOf({ picture }: Pick<Clip, 'picture'>): CodingGroup {
  const isTagged = picture.primaries !== undefined || picture.transfer !== undefined || picture.taggedMatrix !== undefined;
  const label = codingLabel(colourCoding(picture));
  const readAs = `${label}, ${picture.range} range`;
  return { key: `${isTagged ? 'tagged' : 'untagged'} ${picture.matrix} ${readAs}`, label: isTagged ? label : 'Untagged clips', readAs };
}

/** Pure: the groups of clips with how many there are of each, in the order of their first clips. */
export function codingGroups(clips: readonly Pick<Clip, 'picture'>[]): readonly (CodingGroup & { readonly count: number })[] {
  const groups = new Map<string, CodingGroup & { readonly count: number }>();
  for (const clip of clips) {
    const group = codingGroupOf(clip);
    groups.set(group.key, { ...group, count: (groups.get(group.key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}
