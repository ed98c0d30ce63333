import { counted } from '../counted.ts';
import { MOST_MEMORY, type ProjectDocument, type Shot } from './document.ts';
import { documentIndex } from './document-index.ts';
import { isSameGroup } from './group-changes.ts';
import type { Mask } from './mask.ts';

/**
 * What is lost of a shot that is merged into the one before it, because a shot can have only one of it: phrases such as “its blue flag”. What becomes a version, as its layers do, is
 * not lost. Empty for most.
 */
export function mergeLosses(document: ProjectDocument, first: Shot, second: Shot): readonly string[] {
  const networks = (shot: Shot): string => JSON.stringify([shot.networks?.colorize, shot.networks?.propagate]);
  const memory = new Set([...first.memory ?? [], ...second.memory ?? []]).size - MOST_MEMORY;
  const scene = document.scenes.find(({ id }) => id === second.sceneId);
  return [
    ...(second.flag !== undefined && first.flag !== undefined && second.flag !== first.flag ? [`its ${second.flag} flag`] : []),
    ...(scene !== undefined && first.sceneId !== undefined && scene.id !== first.sceneId ? [`its scene “${scene.name}”`] : []),
    ...(memory > 0 ? [`${counted(memory, 'still')} of its scene memory`] : []),
    ...(first.networks !== undefined && second.networks !== undefined && networks(first) !== networks(second) && documentIndex(document).keyframes(second.id).length > 0 ? ['the networks that it was coloured with'] : []),
    ...(second.masks ?? []).flatMap((mask) => maskLosses(mask, first.masks?.find(({ id }) => id === mask.id))),
    ...(second.hintGroups ?? []).filter((group) => first.hintGroups?.some((own) => own.id === group.id && !isSameGroup(group, own)) === true).map(({ name }) => `the settings of its group “${name}”`),
  ];
}

function maskLosses(mask: Mask, own: Mask | undefined): readonly string[] {
  if (own === undefined) return mask.stopsColour === true ? [`“Stops colour” of its mask “${mask.name}”`] : [];
  const settings = ({ name, inverted, feather, stopsColour, parts }: Mask): string => JSON.stringify([name, inverted, feather, stopsColour, parts]);
  return settings(mask) === settings(own) ? [] : [`the settings of its mask “${mask.name}”`];
}

/** Phrases as one: “a”, “a and b”, “a, b and c”. */
export function phrasesText(phrases: readonly string[]): string {
  return phrases.length < 2 ? phrases.join('') : `${phrases.slice(0, -1).join(', ')} and ${phrases.at(-1)!}`;
}
