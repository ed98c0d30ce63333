import { z } from 'zod';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import type { Preferences } from '../../host/preferences.ts';

/** Limits that are kept for the next report, on this machine. */
const LIMITS_PREFERENCE = 'qualityLimits';

/** The limits of this machine's user; the usual ones until others were saved. */
export function rememberedLimits(preferences: Pick<Preferences, 'getItem'>): QualityLimits {
  try {
    return QualityLimits.parse(JSON.parse(preferences.getItem(LIMITS_PREFERENCE) ?? '{}'));
  } catch {
    // Of another version: the usual ones are used.
    return QualityLimits.parse({});
  }
}

export function rememberLimits(preferences: Pick<Preferences, 'setItem'>, limits: QualityLimits): void {
  preferences.setItem(LIMITS_PREFERENCE, JSON.stringify(limits));
}

/** Limits with a name. */
const LimitSet = z.object({ name: z.string().min(1).max(60), limits: QualityLimits });
export type LimitSet = z.infer<typeof LimitSet>;

/**
 * Sets that are always there. *Broadcast*: 1 % of a frame may lie outside R′G′B′, as EBU R 103 tolerates, and the sound 15 ms off. *Archive*: every
 * luma code is the source's.
 */
export const LIMIT_SETS: readonly LimitSet[] = [
  { name: 'Usual', limits: QualityLimits.parse({}) },
  { name: 'Broadcast', limits: QualityLimits.parse({ outOfGamut: 0.01, soundMilliseconds: 15 }) },
  { name: 'Archive', limits: QualityLimits.parse({ flicker: 0.6, uncoloured: 0.3, outOfGamut: 0.01, saturationDrift: 0.3, hint: 3, keyframe: 3, soundMilliseconds: 10, lumaMax: 0, lumaMean: 0 }) },
];

/** The user's own sets, in the order in which they were saved. */
const SETS_PREFERENCE = 'qualityLimitSets';

export function savedSets(preferences: Pick<Preferences, 'getItem'>): readonly LimitSet[] {
  try {
    return z.array(LimitSet).parse(JSON.parse(preferences.getItem(SETS_PREFERENCE) ?? '[]'));
  } catch {
    // Of another version: there are none then.
    return [];
  }
}

/** Saves limits under a name, in place of an own set of that name. @returns why they cannot be saved */
export function saveSet(preferences: Pick<Preferences, 'getItem' | 'setItem'>, name: string, limits: QualityLimits): string | undefined {
  const own = name.trim();
  if (LIMIT_SETS.some((set) => set.name.toLowerCase() === own.toLowerCase())) return `“${own}” is a set of the program. Choose another name.`;
  preferences.setItem(SETS_PREFERENCE, JSON.stringify([...savedSets(preferences).filter((set) => set.name !== own), { name: own, limits }]));
  return undefined;
}

export function removeSet(preferences: Pick<Preferences, 'getItem' | 'setItem'>, name: string): void {
  preferences.setItem(SETS_PREFERENCE, JSON.stringify(savedSets(preferences).filter((set) => set.name !== name)));
}

/** Pure: the set that limits are. */
export function setOf(limits: QualityLimits, sets: readonly LimitSet[]): LimitSet | undefined {
  return sets.find((set) => JSON.stringify(QualityLimits.parse(set.limits)) === JSON.stringify(QualityLimits.parse(limits)));
}

export type NumericLimit = Exclude<keyof QualityLimits, 'tags' | 'frames'>;

/** Display of each limit; `factor` converts the stored value into the displayed one. */
export const LIMIT_FIELDS = [
  { limit: 'flicker', label: 'Flicker', unit: 'Lab units', factor: 1 },
  { limit: 'uncoloured', label: 'Lost colour', unit: '% of a frame', factor: 100 },
  { limit: 'outOfGamut', label: 'Out of gamut', unit: '% of a frame', factor: 100 },
  { limit: 'saturationDrift', label: 'Saturation drift', unit: '% of a shot’s chroma', factor: 100 },
  { limit: 'skinDegrees', label: 'Skin line', unit: 'degrees off', factor: 1 },
  { limit: 'hint', label: 'Hint', unit: 'ΔE2000', factor: 1 },
  { limit: 'keyframe', label: 'Keyframe', unit: 'mean distance in ab', factor: 1 },
  { limit: 'soundMilliseconds', label: 'Sound offset', unit: 'ms', factor: 1 },
  { limit: 'lumaMax', label: 'Luma, largest', unit: 'codes', factor: 1 },
  { limit: 'lumaMean', label: 'Luma, mean', unit: 'codes', factor: 1 },
] as const satisfies readonly { readonly limit: NumericLimit; readonly label: string; readonly unit: string; readonly factor: number }[];

/** Pure: the text of a field; empty where nothing is looked for. */
export function limitText(value: number | null, factor: number): string {
  return value === null ? '' : String(Number((value * factor).toPrecision(6)));
}

/** Pure: `undefined` for an invalid limit. */
export function limitOf(text: string, factor: number): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) && value >= 0 ? value / factor : undefined;
}
