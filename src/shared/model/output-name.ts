/** Most bytes of a file name on common file systems. */
export const MOST_NAME_BYTES = 255;

/** Names that Windows reserves for devices, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:\.|$)/i;

/**
 * Why a name is not valid for a file or folder, as a message; `undefined` when it is. The same on every system, so that a project can
 * move between them. Pure.
 */
export function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The name is empty.';
  if (name === '.' || name === '..') return `“${name}” is not a name but a folder: “.” is the folder itself, “..” the one above it.`;
  if (name.includes('\0')) return 'The name contains a NUL character.';
  if (/[/\\]/.test(name)) return `The name “${name}” contains a path separator.`;
  if (RESERVED.test(name)) return `“${name}” is a name that Windows reserves for a device.`;
  const bytes = new TextEncoder().encode(name).length;
  return bytes > MOST_NAME_BYTES ? `The name “${name.slice(0, 40)}…” has ${bytes} bytes; file systems take ${MOST_NAME_BYTES}.` : undefined;
}

/**
 * `name.mov`, `.FAILED-CHECK` → `name.FAILED-CHECK.mov`: the extension stays last. The stem is cut between characters where the name
 * would be too long. Pure.
 */
export function markedName(name: string, mark: string, mostBytes = MOST_NAME_BYTES): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  let stem = Array.from(dot > 0 ? name.slice(0, dot) : name);
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  while (stem.length > 1 && bytes(`${stem.join('')}${mark}${extension}`) > mostBytes) stem = stem.slice(0, -1);
  return `${stem.join('')}${mark}${extension}`;
}
