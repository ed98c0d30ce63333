import { AppError } from '../errors/app-error.ts';
import { ClipCoding } from './clip.ts';

/** Codings that are chosen by one name, for the window and the command line. */
export const CODING_PRESETS = {
  hd: { label: 'HD, BT.709', coding: { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' } },
  'hd-1886': { label: 'HD for a reference monitor, BT.1886', coding: { primaries: 'bt709', transfer: 'bt1886', matrix: 'bt709' } },
  'sd-525': { label: 'SD 525, BT.601', coding: { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'bt601' } },
  'sd-625': { label: 'SD 625, BT.601', coding: { primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt601' } },
  'sd-625-gamma28': { label: 'SD 625, gamma 2.8', coding: { primaries: 'bt470bg', transfer: 'gamma28', matrix: 'bt601' } },
  srgb: { label: 'sRGB', coding: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'bt709' } },
  gamma22: { label: 'Gamma 2.2', coding: { primaries: 'bt709', transfer: 'gamma22', matrix: 'bt709' } },
  p3: { label: 'P3 (D65)', coding: { primaries: 'smpte432', transfer: 'iec61966-2-1', matrix: 'bt709' } },
  uhd: { label: 'BT.2020, SDR', coding: { primaries: 'bt2020', transfer: 'bt2020-10', matrix: 'bt2020' } },
  pq: { label: 'BT.2100 PQ', coding: { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020' } },
  hlg: { label: 'BT.2100 HLG', coding: { primaries: 'bt2020', transfer: 'arib-std-b67', matrix: 'bt2020' } },
  linear: { label: 'Linear light', coding: { primaries: 'bt709', transfer: 'linear' } },
  cineon: { label: 'Cineon log, printing density', coding: { primaries: 'bt709', transfer: 'cineon' } },
} as const satisfies Record<string, { readonly label: string; readonly coding: ClipCoding }>;

export type CodingPreset = keyof typeof CODING_PRESETS;

const FIELDS = ['primaries', 'transfer', 'matrix', 'range'] as const;

/**
 * A coding as it is written on the command line: `uhd`, `pq,full`, `primaries=bt2020,transfer=smpte2084`; `probed` takes back an override.
 * @throws AppError `input.malformed` that lists what there is
 */
export function parseCoding(text: string): ClipCoding | undefined {
  if (text === 'probed') return undefined;
  const parts = text.split(',').map((part): unknown => {
    const [key = '', value] = part.trim().split('=');
    if (value !== undefined) return { [key]: value };
    if (Object.hasOwn(CODING_PRESETS, key)) return CODING_PRESETS[key as CodingPreset].coding;
    return key === 'full' || key === 'limited' ? { range: key } : { [key]: '' };
  });
  const given: unknown = Object.assign({}, ...parts);
  const parsed = ClipCoding.strict().safeParse(given);
  if (parsed.success) return parsed.data;
  const values = FIELDS.map((field) => `${field}=${ClipCoding.shape[field].unwrap().options.join('|')}`).join('\n');
  throw new AppError('input.malformed', `“${text}” is not a coding. Choose one of ${Object.keys(CODING_PRESETS).join(', ')}, with “full” or “limited” after a comma where needed; or single fields such as primaries=bt2020,transfer=smpte2084.`, { details: values });
}
