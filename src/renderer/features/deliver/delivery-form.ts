import { z } from 'zod';
import { counted } from '../../../shared/counted.ts';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { clipField, clipFields, DEFAULT_NAMING, deliveryNames, inName, namingFault } from '../../../shared/model/delivery-naming.ts';
import { type DeliveryWhat, type NamedPart, namedParts } from '../../../shared/model/delivery-parts.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import { parseTimecode } from '../../../shared/model/timecode.ts';
import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ClipId, ShotId } from '../../../shared/model/ids.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';
import { shotsInSequence } from '../../../shared/model/sequence-uses.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';
import { FIRST_PRESET } from './presets.ts';

/** Choices that are kept for the next delivery, on this machine. */
export const DELIVER_PREFERENCE = 'deliver';
const Remembered = z.object({ presetId: z.string().nullable().optional(), codec: DeliveryCodec, settings: DeliverySettings.optional(), naming: z.string(), timeline: z.enum(['.edl', '.otio', '.xml', '.fcpxml']).nullable().optional(), reveal: z.boolean(), directory: z.string().optional(), qualityReport: z.boolean().optional() });
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
    clipId: clip.id, codec: 'prores-422hq', what: 'shots', ...withShots(clip.id, shots), sequence: null, naming: DEFAULT_NAMING, tags: {}, overwrite: false, reveal: true, ...remembered,
    presetId: remembered === undefined ? FIRST_PRESET : remembered.presetId ?? null, settings: remembered?.settings ?? {}, timeline: remembered?.timeline ?? null, qualityReport: remembered?.qualityReport ?? true,
    directory: folder ?? remembered?.directory ?? folderOf(project ?? clipPath(clip)),
  };
}

/** What is kept of a form for the next delivery. */
export function rememberedOf({ presetId, codec, settings: { speed, quality, padding }, naming, timeline, reveal, directory, qualityReport }: DeliveryForm): RememberedDelivery {
  return { presetId, codec, settings: { speed, quality, padding }, naming: naming.trim(), timeline, reveal, directory: directory.trim(), qualityReport };
}

/** What a form is read with. */
export interface FormContext {
  readonly clip: Clip;
  readonly document: ProjectDocument;
  /** From the in mark to the out mark. */
  readonly marked: FrameRange | undefined;
}

type Chosen = Pick<DeliveryForm, 'what' | 'clipIds' | 'shotIds' | 'sequence'>;

/** The sequence whose shots are delivered; `undefined` where others are, or it is no longer there. */
export function sequenceOfForm({ what, sequence }: Pick<DeliveryForm, 'what' | 'sequence'>, { sequences }: Pick<ProjectDocument, 'sequences'>): Sequence | undefined {
  return what === 'sequence' ? sequences.find(({ id }) => id === sequence?.id) : undefined;
}

/** The shots of which some are chosen, in the order in which they are delivered: those of the clips, or those that the sequence uses. */
export function offeredShots(form: Chosen, document: ProjectDocument): readonly Shot[] {
  const sequence = sequenceOfForm(form, document);
  return sequence === undefined ? document.clips.flatMap(({ id }) => (form.clipIds.has(id) ? documentIndex(document).shots(id) : [])) : shotsInSequence(sequence, document);
}

/** Those of the offered shots that are chosen. */
export function chosenIds({ what, shotIds, sequence }: Pick<Chosen, 'what' | 'shotIds' | 'sequence'>): ReadonlySet<ShotId> {
  return what === 'sequence' ? sequence?.shotIds ?? new Set() : shotIds;
}

/** What a form becomes when others of the offered shots are chosen. */
export function withChosen({ what, sequence }: Pick<Chosen, 'what' | 'sequence'>, shotIds: ReadonlySet<ShotId>): Partial<DeliveryForm> {
  return what !== 'sequence' ? { shotIds } : sequence === null ? {} : { sequence: { ...sequence, shotIds } };
}

/** What a form becomes when shots are chosen, of the clip that is shown or of several: one file for each of them. */
export function withShots(clipId: ClipId, shots: readonly Shot[]): Pick<DeliveryForm, 'clipIds' | 'shotIds'> {
  return { clipIds: new Set([clipId, ...shots.map((shot) => shot.clipId)]), shotIds: new Set(shots.map(({ id }) => id)) };
}

/** What a form becomes when a sequence is chosen: all its shots are. */
export function withSequence(sequence: Sequence, document: ProjectDocument): Pick<DeliveryForm, 'what' | 'sequence'> {
  const shotIds = new Set(shotsInSequence(sequence, document).map(({ id }) => id));
  return { what: 'sequence', sequence: { id: sequence.id, shotIds, offered: shotIds } };
}

/** What is still missing in the form, as a message; `undefined` when it is complete. */
export function missingOf(form: Asked, context: FormContext): string | undefined {
  const offered = offeredShots(form, context.document);
  if (form.what === 'sequence' && offered.length === 0) return 'No clip of this project has frames of this sequence: open its clips, then conform the list again.';
  if (isOfShots(form) && !offered.some(({ id }) => chosenIds(form).has(id))) return 'Select at least one shot.';
  if (form.what === 'inOut' && context.marked === undefined) return 'There are no in and out marks: set them on the page Colour (Alt I, Alt O).';
  if (form.directory.trim() === '') return 'Enter a folder.';
  return form.naming.trim() === '' ? 'Enter a file name pattern.' : namingFault(form.naming) === undefined ? undefined : 'Correct the file name pattern.';
}

type Asked = Chosen & Pick<DeliveryForm, 'directory' | 'naming'>;

/** Whether it has one file per shot. */
export function isOfShots({ what }: Pick<DeliveryForm, 'what'>): boolean {
  return what === 'shots' || what === 'sequence';
}

/** What is asked for; `undefined` while shots or marks are missing. */
function whatOf(form: Chosen, context: FormContext): DeliveryWhat | undefined {
  const { clip, marked } = context;
  if (form.what === 'clip') return { kind: 'clip', clipId: clip.id };
  if (form.what === 'inOut') return marked === undefined ? undefined : { kind: 'range', clipId: clip.id, range: marked };
  const chosen = chosenIds(form);
  const shotIds = offeredShots(form, context.document).map(({ id }) => id).filter((id) => chosen.has(id));
  return shotIds.length === 0 ? undefined : { kind: 'shots', shotIds };
}

/** The request for the engine, or `undefined` while the form is incomplete. */
export function requestOf(form: DeliveryForm, context: FormContext): DeliveryRequest | undefined {
  const what = whatOf(form, context);
  if (what === undefined || missingOf(form, context) !== undefined) return undefined;
  const sequence = sequenceOfForm(form, context.document);
  return {
    what, codec: form.codec, settings: form.settings, ...(Object.keys(form.tags).length === 0 ? {} : { tags: form.tags }), directory: form.directory.trim(), naming: form.naming.trim(), overwrite: form.overwrite, numbered: !form.overwrite, qualityReport: form.qualityReport,
    ...(sequence === undefined ? {} : { sequenceId: sequence.id }),
    ...(form.timeline === null || what.kind !== 'shots' ? {} : { timeline: { path: `${inName(sequence?.name ?? namedAfter(clipsOf(what, context), context)).trim()}${form.timeline}` } }),
  };
}

/** Name of what is made of shots of these clips. */
function namedAfter([clip, ...others]: readonly Clip[], { document }: Pick<FormContext, 'document'>): string {
  return clip === undefined || others.length > 0 ? `Shots of ${counted(others.length + 1, 'clip')}` : clipFields(document.clips).get(clip.id) ?? clipField(clip);
}

/** A file of the delivery as the form has it. */
export interface FormFile extends NamedPart {
  /** By the pattern alone, made distinct. */
  readonly name: string;
}

/** Pure: the files in the order in which they are written. */
export function filesOfForm(form: Chosen & Pick<DeliveryForm, 'codec' | 'naming' | 'tags'>, { date, ...context }: FormContext & { readonly date: string }): readonly FormFile[] {
  const what = whatOf(form, context);
  if (what === undefined) return [];
  // A timecode that is being typed is none yet; the engine says so.
  const tags = clipsOf(what, context).every((clip) => isTimecode(form.tags.startTimecode, clip)) ? form.tags : { ...form.tags, startTimecode: undefined };
  const parts = namedParts(what, context.document, { codec: form.codec, tags, sequence: sequenceOfForm(form, context.document), date });
  const names = form.naming.trim() === '' ? [] : deliveryNames(form.naming.trim(), parts.map(({ values }) => values), form.codec);
  return parts.flatMap((part, index) => (names[index] === undefined ? [] : [{ ...part, name: names[index] }]));
}

function clipsOf(what: DeliveryWhat, { clip, document }: FormContext): readonly Clip[] {
  if (what.kind !== 'shots') return [clip];
  const ids = new Set(what.shotIds.map((id) => documentIndex(document).shot(id)?.clipId));
  return document.clips.filter(({ id }) => ids.has(id));
}

/** Pure: the clips of files, each once. */
export function clipsOfFiles(files: readonly Pick<FormFile, 'clip'>[]): readonly Clip[] {
  return [...new Set(files.map(({ clip }) => clip))];
}

export function isTimecode(text: string | undefined, { rate }: Pick<Clip, 'rate'>): boolean {
  return text !== undefined && parseTimecode(text, rate) !== undefined;
}
