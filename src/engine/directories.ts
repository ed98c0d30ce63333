import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the program keeps what is its own: the cache may be deleted at any time, the data (jobs, recent projects, settings) not. */
export interface Directories {
  readonly cache: string;
  readonly data: string;
}

/** `TINTYPE_CACHE_DIR` / `TINTYPE_DATA_DIR`, else the platform's customary places. */
export function defaultDirectories(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): Directories {
  const home = homedir();
  const customary = (): Directories => {
    switch (platform) {
      case 'darwin': return { cache: join(home, 'Library', 'Caches', 'Tintype'), data: join(home, 'Library', 'Application Support', 'Tintype') };
      case 'win32': {
        const local = environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
        return { cache: join(local, 'Tintype', 'Cache'), data: join(local, 'Tintype', 'Data') };
      }
      default: return { cache: join(environment.XDG_CACHE_HOME ?? join(home, '.cache'), 'tintype'), data: join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'tintype') };
    }
  };
  const places = customary();
  return { cache: environment.TINTYPE_CACHE_DIR ?? places.cache, data: environment.TINTYPE_DATA_DIR ?? places.data };
}
