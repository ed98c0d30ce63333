/** The formats that a list is written in, by the ending of its name. */
export const LIST_FORMATS = [
  { ending: '.edl', label: 'CMX 3600 EDL (.edl)' },
  { ending: '.otio', label: 'OpenTimelineIO (.otio)' },
  { ending: '.xml', label: 'Final Cut Pro 7 XML (.xml)' },
  { ending: '.fcpxml', label: 'FCPXML (.fcpxml)' },
] as const;
export type ListEnding = (typeof LIST_FORMATS)[number]['ending'];

/** Path of a list to be written. */
export interface ListPlace {
  readonly folder: string;
  /** Without its ending. */
  readonly name: string;
  readonly ending: ListEnding;
}

/** Pure: the default, beside the project, by the clip's name. Either kind of slash. */
export function listPlace(projectPath: string, clipName: string): ListPlace {
  const folder = /^(.*)[/\\][^/\\]*$/.exec(projectPath)?.[1] ?? '';
  return { folder: folder === '' ? '/' : folder, name: `${clipName.replace(/\.[^.]{1,5}$/, '')} shots`, ending: '.edl' };
}

/** Pure: the file, with the folder's own kind of slash. An ending that was typed is not doubled. */
export function listPath({ folder, name, ending }: ListPlace): string {
  const slash = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  const typed = name.trim();
  const stem = typed.toLowerCase().endsWith(ending) ? typed.slice(0, -ending.length) : typed;
  return `${folder.trim().replace(/[/\\]+$/, '')}${slash}${stem}${ending}`;
}
