/** File extensions offered and listed as clips. ffmpeg opens others as well. */
export const MOVIE_EXTENSIONS: readonly string[] = ['.mov', '.mp4', '.m4v', '.mkv', '.mxf', '.avi', '.mpg', '.mpeg', '.vob', '.m2ts', '.ts', '.webm', '.ogv', '.dv', '.wmv', '.flv'];

/** File extensions of single images: a number in the name makes them part of a sequence. */
export const IMAGE_EXTENSIONS: readonly string[] = ['.png', '.tif', '.tiff', '.dpx', '.jpg', '.jpeg', '.exr', '.tga', '.bmp', '.jp2', '.j2c', '.webp', '.cin', '.pgm', '.ppm', '.sgi'];

/** Endings of file names that are listed as edit lists. */
export const EDIT_LIST_EXTENSIONS: readonly string[] = ['.edl', '.otio', '.xml', '.fcpxml'];

const images = new Set(IMAGE_EXTENSIONS);
const movies = new Set(MOVIE_EXTENSIONS);

/** With its dot, in lower case; empty for a name without one. */
function extensionOf(name: string): string {
  return /\.[^./\\]+$/.exec(name)?.[0].toLowerCase() ?? '';
}

/** Whether a file is taken for an edit list by its name. */
export function isEditListName(name: string): boolean {
  return EDIT_LIST_EXTENSIONS.includes(extensionOf(name));
}

/** Kind of a file by its extension, in any letter case; `undefined` for other files. */
export function mediaKind(name: string): 'movie' | 'image' | undefined {
  const extension = extensionOf(name);
  return images.has(extension) ? 'image' : movies.has(extension) ? 'movie' : undefined;
}
