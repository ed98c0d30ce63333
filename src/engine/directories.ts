import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Folders of the program: the cache may be deleted at any time, the data (jobs, recent projects, settings) not. */
export interface Directories {
  readonly cache: string;
  readonly data: string;
}

/**
 * `TINTYPE_CACHE_DIR` / `TINTYPE_DATA_DIR`, else the platform's customary places below the home folder. Without a home folder the
 * place is `''`, which {@link prepareDirectories} refuses with a sentence. Imports nothing of the project: it is read before anything else is loaded.
 */
export function defaultDirectories(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Directories {
  const home = homeFolder(environment, platform);
  const below = (...parts: readonly string[]): string => (home === undefined ? '' : join(home, ...parts));
  const customary = (): Directories => {
    switch (platform) {
      case 'darwin': return { cache: below('Library', 'Caches', 'Tintype'), data: below('Library', 'Application Support', 'Tintype') };
      case 'win32': {
        const local = absolute(environment.LOCALAPPDATA) ?? below('AppData', 'Local');
        return local === '' ? { cache: '', data: '' } : { cache: join(local, 'Tintype', 'Cache'), data: join(local, 'Tintype', 'Data') };
      }
      default: {
        // A relative path in these variables is to be ignored: XDG Base Directory Specification, "Basics".
        const cache = absolute(environment.XDG_CACHE_HOME) ?? below('.cache');
        const data = absolute(environment.XDG_DATA_HOME) ?? below('.local', 'share');
        return { cache: cache === '' ? '' : join(cache, 'tintype'), data: data === '' ? '' : join(data, 'tintype') };
      }
    }
  };
  const places = customary();
  return { cache: environment.TINTYPE_CACHE_DIR || places.cache, data: environment.TINTYPE_DATA_DIR || places.data };
}

/** `undefined` where the user has none: an empty `HOME`, or no entry among the system's users (a container's number). */
function homeFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const named = platform === 'win32' ? environment.USERPROFILE : environment.HOME;
  if (named !== undefined) return absolute(named);
  try {
    return absolute(homedir());
  } catch {
    return undefined;
  }
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}
