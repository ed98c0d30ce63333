/** A number with its noun: "1 shot", "3 shots", "0 shots". @param plural where it is not the noun with an s */
export function counted(count: number, one: string, plural = `${one}s`): string {
  return `${count} ${count === 1 ? one : plural}`;
}
