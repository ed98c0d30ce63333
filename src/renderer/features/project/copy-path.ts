/** Path of a copy of a project. */
export interface CopyPlace {
  readonly folder: string;
  /** Without its extension. */
  readonly name: string;
}

const ENDING = '.tintype';

/** Pure: the default path, beside the project. Either kind of slash. */
export function copyPlace(projectPath: string): CopyPlace {
  const [, folder = '', file = ''] = /^(.*)[/\\]([^/\\]*)$/.exec(projectPath) ?? ['', '', projectPath];
  return { folder: folder === '' ? '/' : folder, name: `${withoutEnding(file)} copy` };
}

/** Pure: the file of a copy, with the folder's own kind of slash. */
export function copyPath({ folder, name }: CopyPlace): string {
  const slash = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return `${folder.trim().replace(/[/\\]+$/, '')}${slash}${withoutEnding(name.trim())}${ENDING}`;
}

function withoutEnding(name: string): string {
  return name.toLowerCase().endsWith(ENDING) ? name.slice(0, -ENDING.length) : name;
}
