/** A farm's address as it may be shown and logged. */
export function withoutPassword(url: string): string {
  return url.replace(/\/\/([^@/:]*):[^@/]*@/, '//$1:…@');
}
