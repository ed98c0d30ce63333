import { type DeliveryCodec, deliveryExtension } from './delivery.ts';

/** What a naming pattern may hold, in braces, and what each stands for. */
export const NAMING_FIELDS = {
  film: 'name of the film’s file',
  shot: 'number of the shot, two digits',
  name: 'name of the shot',
  codec: 'what is written: prores-422hq, h264, …',
} as const;
export type NamingField = keyof typeof NAMING_FIELDS;

export const DEFAULT_NAMING = '{film}-{shot}';

/** File or folder name of a delivery. Characters that some system does not take in names become dashes; fields that are none stay as they are. */
export function deliveryName(pattern: string, values: Readonly<Record<NamingField, string>>, codec: DeliveryCodec): string {
  const name = pattern.replaceAll(/\{(\w+)\}/g, (whole, field: string) => (isNamingField(field) ? values[field] : whole)).replaceAll(/[/\\:*?"<>|]/g, '-');
  return `${name}${deliveryExtension(codec)}`;
}

/** Fields of a pattern that stand for nothing: slips of the pen, shown before anything is written. */
export function unknownFields(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\{(\w*)\}/g)].map(([, field]) => field ?? '').filter((field) => !isNamingField(field));
}

/** The film's field: its file's name without folder and ending, and without the number of a sequence's pattern. */
export function filmField(path: string): string {
  return (path.split(/[/\\]/).at(-1) ?? path).replace(/(?!^)\.[^.]*$/, '').replaceAll('%', '');
}

export function shotField(number: number | undefined): string {
  return number === undefined ? 'whole' : String(number).padStart(2, '0');
}

function isNamingField(field: string): field is NamingField {
  return Object.hasOwn(NAMING_FIELDS, field);
}
