import type { ProviderId, ProviderSetting, ProviderStatus } from '../../../shared/model/provider.ts';
import type { ProviderUse } from '../inference-client.ts';
import { type LostProvider, providerInUse, providerStatuses, type ProviderTrial, wantsAnyProvider } from './provider-choice.ts';
import type { ProviderMemory } from './provider-memory.ts';

/** The providers of this machine, for an engine: which runs the networks, what is known of each. */
export interface Providers extends ProviderUse {
  /** Whether new work is for any provider, not for the CPU's bits. */
  anyProvider(): boolean;
  statuses(): readonly ProviderStatus[];
  /** Tries all providers and remembers what was found. Asked for again while it runs, it is the same trial. Providers lost before may be used again. */
  measure(): Promise<readonly ProviderStatus[]>;
  /** Tries the providers where nothing is remembered and the setting needs it. With nothing but the CPU there, this takes less than a second. */
  measureOnce(): Promise<void>;
}

export interface ProvidersOptions {
  readonly memory: ProviderMemory;
  readonly setting: () => ProviderSetting;
  /** `measureCpu` also where nothing else is there to be compared with it. */
  readonly tryAll: (options: { readonly measureCpu: boolean }) => Promise<readonly ProviderTrial[]>;
  /** A provider failed in a run and the CPU has taken over: called once for each. */
  readonly onLost: (lost: LostProvider) => void;
  readonly system?: { readonly platform: string; readonly arch: string };
}

export function createProviders({ memory, setting, tryAll, onLost, system = process }: ProvidersOptions): Providers {
  let trials = memory.trials();
  let lost: readonly LostProvider[] = [];
  let trying: Promise<readonly ProviderStatus[]> | undefined;

  const statuses = (): readonly ProviderStatus[] => providerStatuses({ setting: setting(), trials, lost, system });

  function measure(measureCpu: boolean): Promise<readonly ProviderStatus[]> {
    trying ??= tryAll({ measureCpu }).then((found) => {
      trials = found;
      lost = [];
      memory.keep(found);
      return statuses();
    }).finally(() => { trying = undefined; });
    return trying;
  }

  return {
    inUse: () => providerInUse({ setting: setting(), trials, lost }),
    anyProvider: () => wantsAnyProvider(setting(), trials ?? []),
    lose(id: ProviderId, reason: string) {
      if (lost.some((each) => each.id === id)) return;
      const now = { id, reason: shortened(reason) };
      lost = [...lost, now];
      onLost(now);
    },
    statuses,
    measure: () => measure(true),
    async measureOnce() {
      if (trials === undefined && setting() !== 'cpu') await measure(false);
    },
  };
}

const [HEAD, TAIL] = [80, 180];

/** For a person: onnxruntime's messages begin with a place in its source files and the condition that did not hold, and end with what is wrong. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim().replace(/^\/\S+:\d+ .* was false\. (?=\S)/, '');
  return line.length <= HEAD + TAIL ? line : `${line.slice(0, HEAD)} … ${line.slice(-TAIL)}`;
}
