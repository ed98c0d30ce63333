import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors/app-error.ts';
import { diskFull } from '../shared/errors/file-system-error.ts';
import { ProviderSetting } from '../shared/model/provider.ts';
import { PROXY_SIZE_PREFERENCE } from '../shared/model/proxy-size.ts';
import { writePrivateFile } from './artefacts/index.ts';

/** Settings of the user on this machine, for example panel sizes and keys: texts by name, whose meaning belongs to their owner. */
export interface Preferences {
  all(): Readonly<Record<string, string>>;
  /** `null` forgets it. @throws AppError `file.notWritable` */
  set(name: string, value: string | null): void;
}

const Stored = z.record(z.string(), z.string());

/** Preferences in a file of the data folder; read again whenever it has changed, because two engines may share it. */
export function openPreferences(dataDirectory: string): Preferences {
  const path = join(dataDirectory, 'preferences.json');
  let known: { readonly state: string | undefined; readonly values: Readonly<Record<string, string>> } = { state: undefined, values: {} };
  function all(): Readonly<Record<string, string>> {
    const state = stateOf(path);
    if (state !== known.state) known = { state, values: read(path) };
    return known.values;
  }
  return {
    all,
    set(name, value) {
      const kept = Object.fromEntries(Object.entries(all()).filter(([each]) => each !== name));
      const next = value === null ? kept : { ...kept, [name]: value };
      try {
        writePrivateFile(path, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        throw diskFull(error, path) ?? new AppError('file.notWritable', `The preferences cannot be written to ${path}.`, { cause: error });
      }
    },
  };
}

/** Another after each change of the file; `undefined` while it is not there. */
function stateOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
}

function read(path: string): Readonly<Record<string, string>> {
  try {
    return Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Not there any more, or damaged: a preference is never worth refusing to start.
    return {};
  }
}

/** Bytes of derived data to keep on the disk, as set by the user. */
const CACHE_BUDGET_PREFERENCE = 'cacheBudgetBytes';

/** `undefined` when it is not set, or to nothing that makes sense: the default then counts. */
export function cacheBudget(preferences: Pick<Preferences, 'all'>): number | undefined {
  const bytes = Number(preferences.all()[CACHE_BUDGET_PREFERENCE] ?? NaN);
  return Number.isFinite(bytes) && bytes >= 0 ? bytes : undefined;
}

/** Folder of derived data, as chosen by the user. */
export const CACHE_FOLDER_PREFERENCE = 'cacheFolder';

/** While the cache is moved: the process that moves it, and the folders (JSON). */
export const UNFINISHED_MOVE_PREFERENCE = 'cacheMove';

/** `undefined` where the customary one is to be used. */
export function cacheFolder(preferences: Pick<Preferences, 'all'>): string | undefined {
  const folder = preferences.all()[CACHE_FOLDER_PREFERENCE]?.trim() ?? '';
  return folder === '' ? undefined : folder;
}

/** Threads of the networks, as set by the user. */
const THREADS_PREFERENCE = 'threads';

/** `undefined` where as many are used as were measured to be fastest. */
export function threadCount(preferences: Pick<Preferences, 'all'>): number | undefined {
  const count = Number(preferences.all()[THREADS_PREFERENCE] ?? NaN);
  return Number.isInteger(count) && count > 0 ? count : undefined;
}

/** Folder of projects' snapshots, as chosen by the user. */
const SNAPSHOT_FOLDER_PREFERENCE = 'snapshotFolder';

/** `undefined` where the customary one is to be used. */
export function snapshotFolder(preferences: Pick<Preferences, 'all'>): string | undefined {
  const folder = preferences.all()[SNAPSHOT_FOLDER_PREFERENCE]?.trim() ?? '';
  return folder === '' ? undefined : folder;
}

const PROXIES_PREFERENCE = 'proxies';

/** Whether proxies are made of a clip that is opened. */
export function makesProxies(preferences: Pick<Preferences, 'all'>): boolean {
  return preferences.all()[PROXIES_PREFERENCE] !== 'off';
}

export const UPDATE_STALE_PREFERENCE = 'updateStale';

/** Whether stale colour is made again while nobody works. Off until the user turns it on. */
export function updatesStale(preferences: Pick<Preferences, 'all'>): boolean {
  return preferences.all()[UPDATE_STALE_PREFERENCE] === 'on';
}

export const PROVIDER_PREFERENCE = 'provider';

/** What runs the networks: `TINTYPE_PROVIDER` where it names one, else as the user has set, else by measurement. */
export function providerSetting(preferences: Pick<Preferences, 'all'>, environment: Readonly<Record<string, string | undefined>> = process.env): ProviderSetting {
  return parsedProvider(environment['TINTYPE_PROVIDER']) ?? parsedProvider(preferences.all()[PROVIDER_PREFERENCE]) ?? 'automatic';
}

/** Asked for each shot of a plan, mostly of what is not set. */
function parsedProvider(text: string | undefined): ProviderSetting | undefined {
  return text === undefined ? undefined : ProviderSetting.safeParse(text).data;
}

const FARM_URL_PREFERENCE = 'farmUrl';
const FARM_STORE_PREFERENCE = 'farmStore';

/** The farm that the user has chosen; `undefined` until both its address and its folder are set. */
export function farmChoice(preferences: Pick<Preferences, 'all'>): { readonly url: string; readonly store: string } | undefined {
  const { [FARM_URL_PREFERENCE]: url = '', [FARM_STORE_PREFERENCE]: store = '' } = preferences.all();
  return url.trim() === '' || store.trim() === '' ? undefined : { url: url.trim(), store: store.trim() };
}

/** What applies preferences at once. */
interface Applied {
  readonly services: { readonly store: { setBudget(bytes: number | undefined): Promise<void> } };
  restartNetworks: () => void;
  /** Makes proxies that are missing, or stops making them. */
  applyProxies: (isOn: boolean) => void;
  /** Makes proxies of the size that is set, if proxies are made. */
  applyProxySize: (isOn: boolean) => void;
  /** Has snapshots go to the folder that is set. */
  applySnapshotFolder: () => void;
}

/** Sets a preference and applies it. @throws AppError `file.notWritable` */
export async function setPreference({ services, restartNetworks, applyProxies, applyProxySize, applySnapshotFolder }: Applied, preferences: Preferences, { name, value }: { readonly name: string; readonly value: string | null }): Promise<void> {
  preferences.set(name, value);
  if (name === CACHE_BUDGET_PREFERENCE) await services.store.setBudget(cacheBudget(preferences));
  if (name === THREADS_PREFERENCE) restartNetworks();
  if (name === PROXIES_PREFERENCE) applyProxies(makesProxies(preferences));
  if (name === SNAPSHOT_FOLDER_PREFERENCE) applySnapshotFolder();
  if (name === PROXY_SIZE_PREFERENCE) applyProxySize(makesProxies(preferences));
}
