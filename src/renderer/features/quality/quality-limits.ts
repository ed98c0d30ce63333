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
