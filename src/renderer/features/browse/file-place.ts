/** Where a file is to be written, as it is typed. */
export interface FilePlace {
  readonly folder: string;
  /** Without its extension. */
  readonly name: string;
}

/** Folder and file name of a path with either kind of slash. Pure. */
export function splitPath(path: string): { readonly folder: string; readonly file: string } {
  const [, folder = '', file = ''] = /^(.*)[/\\]([^/\\]*)$/.exec(path) ?? ['', '', path];
  return { folder: folder === '' ? '/' : folder, file };
}

/** The path of the file, with the folder's own kind of slash. An extension that was typed is not doubled. Pure. */
export function pathOf({ folder, name }: FilePlace, extension: string): string {
  const slash = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.trim().replace(/[/\\]+$/, '')}${slash}${withoutExtension(name.trim(), extension)}${extension}`;
}

/** The name without that extension, in any letter case. Pure. */
export function withoutExtension(name: string, extension: string): string {
  return name.toLowerCase().endsWith(extension) ? name.slice(0, -extension.length) : name;
}
