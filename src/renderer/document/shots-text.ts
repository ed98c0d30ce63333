/** Pure: shots in a few words: `Shot 03`, `Shot 03 and 4 more`; empty for none. @param name of the first, where it still exists */
export function shotsText(name: string | undefined, count: number): string {
  if (count > 1) return name === undefined ? `${count} shots` : `${name} and ${count - 1} more`;
  return name ?? '';
}
