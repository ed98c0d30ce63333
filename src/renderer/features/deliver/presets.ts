import { z } from 'zod';
import { codecRecord, DEFAULT_QUALITY, DEFAULT_SPEED, isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';

/** Choices of a delivery under one name. Where and which shots are never part of it. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  /** Left as they are where the preset has none. */
  readonly naming?: string | undefined;
  readonly qualityReport?: boolean | undefined;
}

export interface PresetGroup {
  readonly name: string;
  readonly presets: readonly Preset[];
}

function builtIn(name: string, codec: DeliveryCodec, settings: DeliverySettings = {}): Preset {
  return { id: `built-in ${name}`, name, codec, settings };
}

/** Those that come with the program, by what they are for. */
export const BUILT_IN: readonly PresetGroup[] = [
  { name: 'Masters', presets: [builtIn('ProRes 422 HQ', 'prores-422hq'), builtIn('ProRes 4444', 'prores-4444'), builtIn('FFV1 archive', 'ffv1')] },
  { name: 'Editing', presets: [builtIn('ProRes LT', 'prores-lt'), builtIn('DNxHR HQX in MXF', 'dnxhr-hqx-mxf')] },
  { name: 'To view', presets: [builtIn('H.264 review', 'h264', { quality: 'good' }), builtIn('H.265 review', 'h265', { quality: 'good' }), builtIn('AV1 for the web', 'av1', { quality: 'good' })] },
  { name: 'Image sequences', presets: [builtIn('DPX', 'dpx-10'), builtIn('OpenEXR', 'exr'), builtIn('TIFF', 'tiff')] },
];

/** Of the first delivery on a machine. */
export const FIRST_PRESET = BUILT_IN[0]!.presets[0]!.id;

/** The user's own presets, on this machine. */
export const PRESETS_PREFERENCE = 'deliveryPresets';
const Saved = z.array(z.object({ name: z.string().min(1), codec: DeliveryCodec, settings: DeliverySettings, naming: z.string().optional(), qualityReport: z.boolean().optional() }));

/** The user's own presets by their names. */
export function readPresets(text: string | null): readonly Preset[] {
  try {
    return text === null ? [] : Saved.parse(JSON.parse(text)).map((preset) => ({ ...preset, id: savedId(preset.name) }));
  } catch {
    // Of another version: there are none.
    return [];
  }
}

export function presetsText(presets: readonly Preset[]): string {
  return JSON.stringify(presets.map(({ id: _id, ...preset }) => preset) satisfies z.input<typeof Saved>);
}

function savedId(name: string): string {
  return `saved ${name}`;
}

/** Pure: the presets with one made of the form; it takes the place of one of the same name. */
export function withPreset(presets: readonly Preset[], name: string, { codec, settings, naming, qualityReport }: DeliveryForm): { readonly presets: readonly Preset[]; readonly preset: Preset } {
  const { startNumber: _ofThisTime, ...kept } = settings;
  const preset: Preset = { id: savedId(name), name, codec, settings: kept, naming: naming.trim(), qualityReport };
  return { preset, presets: [...presets.filter(({ id }) => id !== preset.id), preset].toSorted((a, b) => a.name.localeCompare(b.name)) };
}

/** Pure: what a preset changes in a form. */
export function ofPreset({ id, codec, settings, naming, qualityReport }: Preset): Partial<DeliveryForm> {
  return { presetId: id, codec, settings, ...(naming === undefined ? {} : { naming }), ...(qualityReport === undefined ? {} : { qualityReport }) };
}

/** Pure: whether a form is no longer what its preset says. */
export function isChanged(form: DeliveryForm, preset: Preset): boolean {
  return form.codec !== preset.codec || settingsText(form) !== settingsText(preset)
    || (preset.naming !== undefined && form.naming.trim() !== preset.naming) || (preset.qualityReport !== undefined && form.qualityReport !== preset.qualityReport);
}

/** Settings that mean something for the codec. */
function settingsText({ codec, settings: { speed = DEFAULT_SPEED, quality = DEFAULT_QUALITY, startNumber, padding } }: Pick<Preset, 'codec' | 'settings'>): string {
  const { encoders: [{ speeds, qualities }] } = codecRecord(codec);
  return JSON.stringify([speeds === undefined ? null : speed, qualities === undefined ? null : quality, ...(isImageCodec(codec) ? [startNumber, padding] : [])]);
}
