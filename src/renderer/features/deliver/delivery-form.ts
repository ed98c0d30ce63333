import { z } from 'zod';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { DEFAULT_NAMING, deliveryNames, clipField, clipFields, type NamingValues, shotField } from '../../../shared/model/delivery-naming.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { FIRST_PRESET } from './presets.ts';

/** Choices that are kept for the next delivery, on this machine. */
export const DELIVER_PREFERENCE = 'deliver';
const Remembered = z.object({ presetId: z.string().nullable().optional(), codec: DeliveryCodec, settings: DeliverySettings.optional(), naming: z.string(), reveal: z.boolean(), directory: z.string().optional(), qualityReport: z.boolean().optional() });
export type RememberedDelivery = z.infer<typeof Remembered>;

export function readRemembered(text: string | null): RememberedDelivery | undefined {
  try {
    return text === null ? undefined : Remembered.parse(JSON.parse(text));
  } catch {
    // Invalid stored choices: the defaults are used.
    return undefined;
  }
}

function beside(clip: Clip): string {
  return clipPath(clip).replace(/[/\\][^/\\]*$/, '');
}

/** A report is made unless it was switched off: checking takes some fifth of the time that writing does. */
export function newForm(clip: Clip, shots: readonly Shot[], remembered: RememberedDelivery | undefined): DeliveryForm {
  return {
    clipId: clip.id, codec: 'prores-422hq', whole: false, shotIds: new Set(shots.map(({ id }) => id)), naming: DEFAULT_NAMING, overwrite: false, reveal: true, ...remembered,
    presetId: remembered === undefined ? FIRST_PRESET : remembered.presetId ?? null, settings: remembered?.settings ?? {}, qualityReport: remembered?.qualityReport ?? true, directory: remembered?.directory ?? beside(clip),
  };
}

/** What is kept of a form for the next delivery. */
export function rememberedOf({ presetId, codec, settings: { speed, quality, padding }, naming, reveal, directory, qualityReport }: DeliveryForm): RememberedDelivery {
  return { presetId, codec, settings: { speed, quality, padding }, naming: naming.trim(), reveal, directory: directory.trim(), qualityReport };
}

/** What is still missing in the form, as a message; `undefined` when it is complete. */
export function missingOf({ whole, shotIds, directory, naming }: Pick<DeliveryForm, 'whole' | 'shotIds' | 'directory' | 'naming'>): string | undefined {
  if (!whole && shotIds.size === 0) return 'Select at least one shot.';
  if (directory.trim() === '') return 'Enter a folder.';
  return naming.trim() === '' ? 'Enter a file name pattern.' : undefined;
}

/** The request for the engine, or `undefined` while the form is incomplete. */
export function requestOf(form: DeliveryForm, clip: Clip): DeliveryRequest | undefined {
  if (missingOf(form) !== undefined) return undefined;
  return {
    what: form.whole ? { kind: 'clip', clipId: clip.id } : { kind: 'shots', shotIds: [...form.shotIds] },
    codec: form.codec, settings: form.settings, directory: form.directory.trim(), naming: form.naming.trim(), overwrite: form.overwrite, numbered: !form.overwrite, qualityReport: form.qualityReport,
  };
}

/**
 * Pure: the resulting file names, each once, in the order of the shots. @param shots all shots of the clip in that order @param clips all
 * clips of the project
 */
export function previewNames(form: Pick<DeliveryForm, 'codec' | 'whole' | 'shotIds' | 'naming'>, clip: Clip, shots: readonly Shot[], clips: readonly Clip[]): readonly string[] {
  const clipName = clipFields(clips).get(clip.id) ?? clipField(clipPath(clip));
  const values = (shot: Shot | undefined, number: number | undefined): NamingValues => ({ clip: clipName, shot: shotField(number), name: shot?.name ?? clipName, codec: form.codec });
  const files = form.whole ? [values(undefined, undefined)] : shots.flatMap((shot, index) => (form.shotIds.has(shot.id) ? [values(shot, index + 1)] : []));
  return deliveryNames(form.naming.trim(), files, form.codec);
}
