import { z } from 'zod';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { clipField, clipFields, DEFAULT_NAMING, deliveryNames, namingFault, type NamingValues } from '../../../shared/model/delivery-naming.ts';
import { type DeliveryPart, deliveryParts, type DeliveryWhat, namingValues } from '../../../shared/model/delivery-parts.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import { parseTimecode } from '../../../shared/model/timecode.ts';
import type { Shot } from '../../../shared/model/document.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { FIRST_PRESET } from './presets.ts';

/** Choices that are kept for the next delivery, on this machine. */
export const DELIVER_PREFERENCE = 'deliver';
const Remembered = z.object({ presetId: z.string().nullable().optional(), codec: DeliveryCodec, settings: DeliverySettings.optional(), naming: z.string(), reveal: z.boolean(), directory: z.string().optional(), qualityReport: z.boolean().optional() });
type RememberedDelivery = z.infer<typeof Remembered>;

export function readRemembered(text: string | null): RememberedDelivery | undefined {
  try {
    return text === null ? undefined : Remembered.parse(JSON.parse(text));
  } catch {
    // Invalid stored choices: the defaults are used.
    return undefined;
  }
}

function folderOf(path: string): string {
  return path.replace(/[/\\][^/\\]*$/, '');
}

/**
 * Without a folder of the user's or of the last delivery the project's is taken: the sample film lies within the program, and other films on drives that are not written to.
 * A report is made unless it was switched off: checking takes some fifth of the time that writing does.
 * @param options `folder`: the one that the user has set for deliveries; `project`: the project's file
 */
export function newForm(clip: Clip, shots: readonly Shot[], { remembered, folder, project }: { readonly remembered: RememberedDelivery | undefined; readonly folder: string | undefined; readonly project: string | undefined }): DeliveryForm {
  return {
    clipId: clip.id, codec: 'prores-422hq', what: 'shots', shotIds: new Set(shots.map(({ id }) => id)), naming: DEFAULT_NAMING, tags: {}, overwrite: false, reveal: true, ...remembered,
    presetId: remembered === undefined ? FIRST_PRESET : remembered.presetId ?? null, settings: remembered?.settings ?? {}, qualityReport: remembered?.qualityReport ?? true,
    directory: folder ?? remembered?.directory ?? folderOf(project ?? clipPath(clip)),
  };
}

/** What is kept of a form for the next delivery. */
export function rememberedOf({ presetId, codec, settings: { speed, quality, padding }, naming, reveal, directory, qualityReport }: DeliveryForm): RememberedDelivery {
  return { presetId, codec, settings: { speed, quality, padding }, naming: naming.trim(), reveal, directory: directory.trim(), qualityReport };
}

/** What is still missing in the form, as a message; `undefined` when it is complete. */
export function missingOf(form: Asked, marked: FrameRange | undefined): string | undefined {
  if (form.what === 'shots' && form.shotIds.size === 0) return 'Select at least one shot.';
  if (form.what === 'inOut' && marked === undefined) return 'There are no in and out marks: set them on the page Colour (Alt I, Alt O).';
  if (form.directory.trim() === '') return 'Enter a folder.';
  return form.naming.trim() === '' ? 'Enter a file name pattern.' : namingFault(form.naming) === undefined ? undefined : 'Correct the file name pattern.';
}

type Asked = Pick<DeliveryForm, 'what' | 'shotIds' | 'directory' | 'naming'>;

/** What is asked for; `undefined` while shots or marks are missing. */
function whatOf({ what, shotIds }: Pick<DeliveryForm, 'what' | 'shotIds'>, clip: Clip, marked: FrameRange | undefined): DeliveryWhat | undefined {
  if (what === 'clip') return { kind: 'clip', clipId: clip.id };
  if (what === 'inOut') return marked === undefined ? undefined : { kind: 'range', clipId: clip.id, range: marked };
  return shotIds.size === 0 ? undefined : { kind: 'shots', shotIds: [...shotIds] };
}

/** The request for the engine, or `undefined` while the form is incomplete. */
export function requestOf(form: DeliveryForm, clip: Clip, marked: FrameRange | undefined): DeliveryRequest | undefined {
  const what = whatOf(form, clip, marked);
  if (what === undefined || missingOf(form, marked) !== undefined) return undefined;
  return {
    what, codec: form.codec, settings: form.settings, ...(Object.keys(form.tags).length === 0 ? {} : { tags: form.tags }), directory: form.directory.trim(), naming: form.naming.trim(), overwrite: form.overwrite, numbered: !form.overwrite, qualityReport: form.qualityReport,
  };
}

/** A file of the delivery as the form has it. */
export interface FormFile extends DeliveryPart {
  /** By the pattern alone, made distinct. */
  readonly name: string;
  /** Of the fields of its name. */
  readonly values: NamingValues;
}

/** Pure: the files in the order of the shots. @param shots all shots of the clip in that order @param clips all clips of the project */
export function filesOfForm(form: Pick<DeliveryForm, 'codec' | 'what' | 'shotIds' | 'naming' | 'tags'>, clip: Clip, { shots, clips, marked, date }: { readonly shots: readonly Shot[]; readonly clips: readonly Clip[]; readonly marked: FrameRange | undefined; readonly date: string }): readonly FormFile[] {
  const chosen = { ...form, shotIds: new Set(shots.map(({ id }) => id).filter((id) => form.shotIds.has(id))) };
  const what = whatOf(chosen, clip, marked);
  if (what === undefined) return [];
  const clipName = clipFields(clips).get(clip.id) ?? clipField(clip);
  // A timecode that is being typed is none yet; the engine says so.
  const tags = isTimecode(form.tags.startTimecode, clip) ? form.tags : { ...form.tags, startTimecode: undefined };
  const parts = deliveryParts(what, { clip, shots }).map((part) => ({ ...part, values: namingValues(part, { clip, clipName, shots, codec: form.codec, tags, date }) }));
  const names = form.naming.trim() === '' ? [] : deliveryNames(form.naming.trim(), parts.map(({ values }) => values), form.codec);
  return parts.flatMap((part, index) => (names[index] === undefined ? [] : [{ ...part, name: names[index] }]));
}

export function isTimecode(text: string | undefined, { rate }: Pick<Clip, 'rate'>): boolean {
  return text !== undefined && parseTimecode(text, rate) !== undefined;
}
