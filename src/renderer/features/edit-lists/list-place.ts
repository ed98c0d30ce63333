import { type FilePlace, pathOf, splitPath } from '../browse/file-place.ts';

/** The formats that a list is written in, by the ending of its name. */
export const LIST_FORMATS = [
  { ending: '.edl', label: 'CMX 3600 EDL (.edl)', name: 'EDL, CMX 3600', holds: 'shots' },
  { ending: '.otio', label: 'OpenTimelineIO (.otio)', name: 'OTIO', holds: 'shots, markers' },
  { ending: '.xml', label: 'Final Cut Pro 7 XML (.xml)', name: 'FCP 7 XML', holds: 'shots, markers' },
  { ending: '.fcpxml', label: 'FCPXML (.fcpxml)', name: 'FCPXML', holds: 'shots, markers' },
  { ending: '.csv', label: 'Shots with scene, status, flag and notes (.csv)', name: 'List of shots', holds: 'CSV' },
] as const;
export type ListEnding = (typeof LIST_FORMATS)[number]['ending'];

/** Path of a list to be written. */
export interface ListPlace extends FilePlace {
  readonly ending: ListEnding;
}

/** Pure: the default, beside the project, by the clip's name. Either kind of slash. */
export function listPlace(projectPath: string, clipName: string): ListPlace {
  return { folder: splitPath(projectPath).folder, name: `${clipName.replace(/\.[^.]{1,5}$/, '')} shots`, ending: '.edl' };
}

/** Pure: the file, with the folder's own kind of slash. An ending that was typed is not doubled. */
export function listPath(place: ListPlace): string {
  return pathOf(place, place.ending);
}
