import { type Clip, clipPath } from './clip.ts';
import { deliveryExtension, type DeliveryCodec } from './delivery-codecs.ts';
import type { ClipId } from './ids.ts';
import { markedName } from './output-name.ts';

/** Fields of a naming pattern, in braces, and their meanings. */
export const NAMING_FIELDS = {
  clip: 'name of the clip’s file',
  shot: 'number of the shot, two digits; “whole”, or the frames from in to out',
  event: 'number of the first event of the sequence that shows it, three digits; without a sequence, of the file in the delivery',
  name: 'name of the shot',
  version: 'letter of the version shown: A, B, …; “mixed” where shots differ',
  in: 'timecode of the first frame, with dashes',
  out: 'timecode of the last frame, with dashes',
  reel: 'name of the reel; of the clip, where there is none',
  codec: 'what is written: prores-422hq, h264, …',
  date: 'the day: 2026-11-29',
} as const;
export type NamingField = keyof typeof NAMING_FIELDS;

export const DEFAULT_NAMING = '{clip}-{shot}';

/**
 * File or folder name of a delivery. Characters that are invalid on some system become dashes; spaces and dots at the end, which Windows and
 * network shares drop from the name of a folder, are left out; unknown fields stay. Empty where nothing is left: no name for a file.
 */
export function deliveryName(pattern: string, values: Readonly<Record<NamingField, string>>, codec: DeliveryCodec): string {
  const name = pattern.replaceAll(/\{(\w+)\}/g, (whole, field: string) => {
    const known = namingField(field);
    return known === undefined ? whole : values[known];
  });
  const stem = inName(name).replaceAll(/^\s+|[\s.]+$/gu, '');
  return stem === '' ? '' : `${stem}${deliveryExtension(codec)}`;
}

/** A text as it stands in a file name: characters that are invalid on some system are dashes. */
export function inName(text: string): string {
  return text.replaceAll(/[\p{Cc}/\\:;*?"<>|]/gu, '-');
}

export type NamingValues = Readonly<Record<NamingField, string>>;

/** Names of a delivery's files, made distinct by a number. Names that differ only in letter case count as equal. Pure. */
export function deliveryNames(pattern: string, files: readonly NamingValues[], codec: DeliveryCodec): readonly string[] {
  return distinctNames(files.map((values) => deliveryName(pattern, values, codec)));
}

/** Of names that are equal for a file system, the second becomes `name (2).mov`, and so on. Pure. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const folded = (name: string): string => name.normalize('NFC').toLowerCase();
  const given = new Set(names.map(folded));
  const taken = new Set<string>();
  return names.map((name) => {
    let distinct = name;
    for (let copy = 2; taken.has(folded(distinct)) || (distinct !== name && given.has(folded(distinct))); copy++) distinct = markedName(name, ` (${copy})`);
    taken.add(folded(distinct));
    return distinct;
  });
}

/** The clip field for each clip of a project. Two clips of one file name, from two folders, get different ones. Pure. */
export function clipFields(clips: readonly Pick<Clip, 'id' | 'source' | 'name'>[]): ReadonlyMap<ClipId, string> {
  const names = distinctNames(clips.map((clip) => `${clipField(clip)}.clip`));
  return new Map(clips.map(({ id }, index) => [id, names[index]!.slice(0, -'.clip'.length)]));
}

/** Display names of clips: their own, with the folder where two are the same. Pure. */
export function clipLabels(clips: readonly Pick<Clip, 'id' | 'source' | 'name'>[]): ReadonlyMap<ClipId, string> {
  const counts = new Map<string, number>();
  for (const { name } of clips) counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Map(clips.map((clip) => {
    const folders = clipPath(clip).split(/[/\\]/);
    return [clip.id, counts.get(clip.name) === 1 ? clip.name : `${clip.name} (${[folders.at(-2), folders.at(-1)].filter((part) => part !== undefined && part !== '').join('/')})`];
  }));
}

/** Unknown fields of a pattern, shown before anything is written. */
export function unknownFields(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\{(\w*)\}/g)].map(([, field]) => field ?? '').filter((field) => namingField(field) === undefined);
}

/** The clip field: its file's name without folder and extension; of images their common name, without the number. */
export function clipField(clip: Pick<Clip, 'source' | 'name'>): string {
  const path = clipPath(clip);
  const name = clip.source.kind === 'sequence' ? clip.name : (path.split(/[/\\]/).at(-1) ?? path).replace(/(?!^)\.[^.]*$/, '');
  return name.replaceAll('%', '');
}

/** What is wrong with a pattern, in one sentence; `undefined` when it is not empty and its fields are all known. */
export function namingFault(pattern: string): string | undefined {
  if (pattern.trim() === '') return 'The pattern of file names is empty.';
  const [unknown] = unknownFields(pattern);
  return unknown === undefined ? undefined : `{${unknown}} is not a field of file names. There are ${Object.keys(NAMING_FIELDS).map((field) => `{${field}}`).join(', ')}.`;
}

/** `{film}` is the former name of `{clip}`, in remembered patterns and scripts. */
function namingField(field: string): NamingField | undefined {
  if (field === 'film') return 'clip';
  return Object.hasOwn(NAMING_FIELDS, field) ? field as NamingField : undefined;
}
