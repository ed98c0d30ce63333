/**
 * The file of a process or thread that lies beside a module: `.ts` in the sources, `.js` in the bundle, whose modules all lie in one
 * folder. electron.vite.config.ts names each of them as an entry.
 * @param moduleUrl `import.meta.url` of that module
 * @param name without its extension: `flow.worker`
 */
export function moduleBeside(moduleUrl: string, name: string): URL {
  const ending = new URL(moduleUrl).pathname.endsWith('.ts') ? '.ts' : '.js';
  return new URL(`./${name}${ending}`, moduleUrl);
}
