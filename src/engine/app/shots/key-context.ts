import type { Clip } from '../../../shared/model/clip.ts';
import type { ModelRegistry } from '../../models/index.ts';
import { SCHEDULES } from '../../propagate/index.ts';
import type { ClipContents } from '../clips/clip-contents.ts';
import { type NetworkChoice, networksOf } from './shot-networks.ts';

/** What keys depend on besides the document: the networks, and the present content of a clip's file. */
export interface KeyContext {
  /** Versions of a shot's networks, and the name of the rules by which they read a span, whether their automatic colour has a vividness, and whether propagated colour stops at masks and has a scene memory; each version contains a hash of its graphs, so retrained weights make new keys. That of `colorize` names a brought model too, installed or not. @throws AppError `model.missing` */
  readonly networksOf: (shot: NetworkChoice) => { readonly colorize: string; readonly propagate: string; readonly schedule: string; readonly vivid: boolean; readonly hasSources: boolean };
  /** Names the content of a clip's source. */
  readonly contentOf: (clip: Pick<Clip, 'contentHash' | 'source'>) => string;
}

export function keyContext({ registry, contents }: { readonly registry: ModelRegistry; readonly contents: ClipContents }): KeyContext {
  return {
    networksOf: (shot) => {
      const { colorize, propagate } = networksOf(registry, shot);
      const brought = shot.automatic === undefined ? '' : ` automatic ${shot.automatic.id} ${shot.automatic.version}`;
      return { colorize: `${colorize.version}${brought}`, propagate: propagate.version, schedule: SCHEDULES[propagate.manifest.schedule].name, vivid: colorize.manifest.layout === 'tokens', hasSources: propagate.manifest.layout === 'sources' };
    },
    contentOf: (clip) => contents.of(clip),
  };
}

/** A context whose answers are held: for plans that are made without an interruption, during which neither models nor clips change. */
export function heldKeyContext(services: Parameters<typeof keyContext>[0]): KeyContext {
  const { networksOf: read, contentOf } = keyContext(services);
  const networks = new Map<string, ReturnType<typeof read>>();
  const contents = new Map<Parameters<typeof contentOf>[0], string>();
  return {
    networksOf: ({ networks: recorded, automatic }) => held(networks, recorded === undefined && automatic === undefined ? '' : JSON.stringify([recorded, automatic]), () => read({ networks: recorded, automatic })),
    contentOf: (clip) => held(contents, clip, () => contentOf(clip)),
  };
}

function held<Name, Value>(values: Map<Name, Value>, name: Name, read: () => Value): Value {
  const before = values.get(name);
  if (before !== undefined) return before;
  const value = read();
  values.set(name, value);
  return value;
}
