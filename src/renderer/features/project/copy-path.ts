import { type FilePlace, pathOf, splitPath, withoutExtension } from '../browse/file-place.ts';

const ENDING = '.tintype';

/** Pure: the default path, beside the project. Either kind of slash. */
export function copyPlace(projectPath: string): FilePlace {
  const { folder, file } = splitPath(projectPath);
  return { folder, name: `${withoutExtension(file, ENDING)} copy` };
}

/** Pure: the file of a copy, with the folder's own kind of slash. */
export function copyPath(place: FilePlace): string {
  return pathOf(place, ENDING);
}
