import { join } from 'node:path';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ProxySize } from '../../../shared/model/proxy-size.ts';
import { type ArtefactKey, artefactKey, type ArtefactStore, proxyKind, soundKind } from '../../artefacts/index.ts';
import { buildProxy, type BuildProxyOptions, extractSound, type FfmpegTools, proxySize } from '../../media/index.ts';
import type { ClipContents } from './clip-contents.ts';
import type { ContentGuard } from './content-guard.ts';

/** Proxies and sound of clips, stored by the content of the clip's file: a film that was moved, or is in two projects, has one. */
export interface MediaArtefacts {
  /** Folder of a clip's proxy, complete or in progress; `undefined` when there is none. */
  proxyFolder(clip: Clip): Promise<string | undefined>;
  /** Whether there is a complete proxy of the content with which the clip was added, even if the file has changed since. */
  hasFirstProxy(clip: Clip): Promise<boolean>;
  /** Size of the proxies that are made and shown now. */
  readonly proxySize: () => ProxySize;
  /** After another size of proxies was set, those of the former one are in use no longer. */
  releaseProxies(): void;
  /** Makes a proxy of a size, standard where none is named, unless it exists. @throws AppError as `buildProxy`; AbortError */
  makeProxy(clip: Clip, options: Omit<BuildProxyOptions, 'directory'>): Promise<void>;
  /** Path of a clip's sound, which is made if it is missing. @throws AppError as `extractSound` */
  sound(clip: Clip): Promise<string>;
  close(): void;
}

const SOUND_NAME = 'sound.m4a';

/** Where a clip is so small that its proxy is the same, the standard size. */
function sizeOf({ picture }: Pick<Clip, 'picture'>, size: ProxySize): ProxySize {
  const [one, other] = [proxySize(picture, size), proxySize(picture)];
  return one.width === other.width && one.height === other.height ? 'standard' : size;
}

interface MediaParts {
  readonly store: ArtefactStore;
  readonly contents: ClipContents;
  readonly guard: ContentGuard;
  readonly tools: () => Promise<FfmpegTools>;
  /** As it is set. */
  readonly proxySize: () => ProxySize;
}

export function createMediaArtefacts({ store, contents, guard, tools, proxySize: sizeSet }: MediaParts): MediaArtefacts {
  /** Folders of complete proxies: in use while the engine runs, so they are pinned. */
  const known = new Map<ArtefactKey, string>();
  const pins: Disposable[] = [];
  const making = new Map<ArtefactKey, string>();
  const sounds = new Map<ArtefactKey, Promise<string>>();
  const proxyKey = (clip: Clip, size = sizeSet(), content = contents.of(clip)): ArtefactKey => {
    const within = sizeOf(clip, size);
    return artefactKey(proxyKind, { clip: content, ...(within === 'standard' ? {} : { within }) });
  };

  let place = store.directory;
  /** After the cache was moved the folders are elsewhere. */
  function forgetEarlierPlace(): void {
    if (place === store.directory) return;
    place = store.directory;
    known.clear();
    sounds.clear();
  }
  async function folder(key: ArtefactKey): Promise<string | undefined> {
    forgetEarlierPlace();
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = await store.folder(key);
    if (found !== undefined && !known.has(key)) {
      known.set(key, found);
      pins.push(store.pin([key]));
    }
    return found;
  }

  return {
    proxyFolder: async (clip) => making.get(proxyKey(clip)) ?? folder(proxyKey(clip)),
    hasFirstProxy: async (clip) => await folder(proxyKey(clip, sizeSet(), clip.contentHash)) !== undefined,
    proxySize: sizeSet,
    releaseProxies() {
      known.clear();
      sounds.clear();
      for (const pin of pins.splice(0)) pin[Symbol.dispose]();
    },
    async makeProxy(clip, options) {
      const content = contents.of(clip);
      const key = proxyKey(clip, options.within ?? 'standard');
      if (await folder(key) !== undefined) {
        options.report?.({ done: clip.frameCount, total: clip.frameCount });
        return;
      }
      try {
        await store.putFolder(key, proxyKind.kind, async (directory) => {
          making.set(key, directory);
          await buildProxy(clip, await tools(), { ...options, directory });
          await guard.assertHolds(clip, content, { now: true });
          return undefined;
        });
      } finally {
        making.delete(key);
      }
    },
    sound(clip) {
      const { contentHash, source, unreadable } = clip;
      const content = contents.of(clip);
      const key = artefactKey(soundKind, { clip: contents.of({ contentHash, source, unreadable }) });
      forgetEarlierPlace();
      const found = sounds.get(key) ?? (async () => join(
        await folder(key) ?? await store.putFolder(key, soundKind.kind, async (directory) => {
          await extractSound(clip, await tools(), { out: join(directory, SOUND_NAME) });
          await guard.assertHolds(clip, content, { now: true });
          return undefined;
        }), SOUND_NAME))();
      sounds.set(key, found);
      found.catch(() => sounds.delete(key));
      return found;
    },
    close() {
      for (const pin of pins.splice(0)) pin[Symbol.dispose]();
    },
  };
}
