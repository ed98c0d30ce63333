import { type ProviderId, type ProviderSetting, PROVIDER_TOLERANCE_AB, type ProviderStatus } from '../../../shared/model/provider.ts';
import { isBuiltFor, PROVIDER_IDS, providerRecord } from './provider-table.ts';

/** What the trial of a provider found on this machine. `missing`: it is not there, or its library is not installed. */
export interface ProviderTrial {
  readonly id: ProviderId;
  readonly end: 'agrees' | 'differs' | 'failed' | 'missing';
  readonly reason?: string | undefined;
  /** RMS of a and b against the CPU, 0…110, of the frame that differs most. */
  readonly differenceAb?: number | undefined;
  /** Frames of 854×480 propagated in a second. */
  readonly framesPerSecond?: number | undefined;
  /** Of the CPU: the number of threads with which it was fastest, with the same bits as with one a core. */
  readonly threads?: number | undefined;
  /** Of the CPU: frames a second by number of threads, as they were tried. */
  readonly threadSpeeds?: readonly ThreadSpeed[] | undefined;
}

export interface ThreadSpeed {
  readonly threads: number;
  readonly framesPerSecond: number;
}

/** Automatically another provider than the CPU is taken only where it is faster by this factor: its bits are not the reference. */
const WORTH_IT = 1.25;

export function endOfTrial(differenceAb: number): 'agrees' | 'differs' {
  // Also false for NaN.
  return differenceAb <= PROVIDER_TOLERANCE_AB ? 'agrees' : 'differs';
}

/** The provider that a setting means on a machine with these trials; the CPU where the named one did not agree, or was never tried. */
export function chosenProvider(setting: ProviderSetting, trials: readonly ProviderTrial[]): ProviderId {
  const agreeing = trials.filter((trial) => trial.end === 'agrees' && !providerRecord(trial.id).isReference);
  if (setting !== 'automatic') return agreeing.some(({ id }) => id === setting) ? setting : 'cpu';
  const cpu = trials.find(({ id }) => id === 'cpu')?.framesPerSecond;
  if (cpu === undefined) return 'cpu';
  const [fastest] = agreeing.toSorted((a, b) => (b.framesPerSecond ?? 0) - (a.framesPerSecond ?? 0));
  return fastest !== undefined && (fastest.framesPerSecond ?? 0) >= WORTH_IT * cpu ? fastest.id : 'cpu';
}

/**
 * Whether new work is for any provider that agrees within the tolerance, and keyed so. Named by the setting it is so also where the provider is
 * not there: the work may be sent to machines that have it.
 */
export function wantsAnyProvider(setting: ProviderSetting, trials: readonly ProviderTrial[]): boolean {
  return (setting === 'automatic' ? chosenProvider(setting, trials) : setting) !== 'cpu';
}

/** A provider that failed in a run of this session. */
export interface LostProvider {
  readonly id: ProviderId;
  readonly reason: string;
}

interface ProviderFacts {
  readonly setting: ProviderSetting;
  /** `undefined`: nothing was measured on this machine with these networks. */
  readonly trials: readonly ProviderTrial[] | undefined;
  readonly lost: readonly LostProvider[];
  readonly system: { readonly platform: string; readonly arch: string };
}

export function providerInUse({ setting, trials = [], lost }: Omit<ProviderFacts, 'system'>): ProviderId {
  const chosen = chosenProvider(setting, trials);
  return lost.some(({ id }) => id === chosen) ? 'cpu' : chosen;
}

/** Each provider of the table with its state, for `doctor` and the settings. */
export function providerStatuses(facts: ProviderFacts): readonly ProviderStatus[] {
  const used = providerInUse(facts);
  return PROVIDER_IDS.map((id): ProviderStatus => {
    const trial = facts.trials?.find((each) => each.id === id);
    const state = id === used ? 'used' : id === 'cpu' ? 'available' : stateOf(id, trial, facts.lost);
    const reason = reasonOf(id, { trial, facts, used });
    return {
      id, name: providerRecord(id).name, state, ...(reason === undefined ? {} : { reason }),
      ...(trial?.framesPerSecond === undefined ? {} : { framesPerSecond: trial.framesPerSecond }), ...(trial?.differenceAb === undefined ? {} : { differenceAb: trial.differenceAb }),
    };
  });
}

function stateOf(id: ProviderId, trial: ProviderTrial | undefined, lost: ProviderFacts['lost']): ProviderStatus['state'] {
  if (lost.some((each) => each.id === id)) return 'failed';
  switch (trial?.end) {
    case 'agrees': return 'available';
    case 'differs': case 'failed': return 'failed';
    case 'missing': case undefined: return 'notTried';
  }
}

function reasonOf(id: ProviderId, { trial, facts: { system, lost, setting, trials }, used }: { readonly trial: ProviderTrial | undefined; readonly facts: ProviderFacts; readonly used: ProviderId }): string | undefined {
  const { note, install } = providerRecord(id);
  const broken = lost.find((each) => each.id === id);
  if (broken !== undefined) return `It failed during a run, and the CPU took over until Tintype is started again: ${broken.reason}`;
  if (!isBuiltFor(id, system)) return `Not part of Tintype for this system. ${note ?? ''}`.trim();
  if (trial?.end === 'missing') return [trial.reason ?? 'It is not there.', install, note].filter(Boolean).join(' ');
  if (trial?.end === 'failed' || trial?.end === 'differs') return trial.reason;
  if (trial === undefined) return id === 'cpu' ? undefined : ['Not measured on this computer yet.', note].filter(Boolean).join(' ');
  if (id === used || setting !== 'automatic') return note;
  const cpu = trials?.find((each) => each.id === 'cpu')?.framesPerSecond;
  const isSlow = id !== 'cpu' && cpu !== undefined && (trial.framesPerSecond ?? 0) < WORTH_IT * cpu;
  return [isSlow ? `Not faster than the CPU by a factor of ${WORTH_IT}.` : undefined, note].filter(Boolean).join(' ') || undefined;
}
