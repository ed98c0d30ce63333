import { z } from 'zod';
import type { Clip } from './clip.ts';
import type { DeliveryCodec } from './delivery-codecs.ts';
import { clipField, clipFields, type NamingValues } from './delivery-naming.ts';
import { type DeliveryTags, withDeliveryTags } from './delivery-tags.ts';
import { documentIndex, indexOfShotAt } from './document-index.ts';
import { FIRST_VERSION, type ProjectDocument, type Shot } from './document.ts';
import { FrameRange, frameRange } from './frame.ts';
import { ClipId, ShotId } from './ids.ts';
import type { Sequence } from './sequence.ts';
import { firstEvents } from './sequence-uses.ts';
import { timecodeOf } from './timecode.ts';

/** What to deliver: shots as one file each, in this order and of any clips, a whole clip in one file, or a range of a clip in one file. */
export const DeliveryWhat = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shots'), shotIds: z.array(ShotId).min(1) }),
  z.object({ kind: z.literal('clip'), clipId: ClipId }),
  z.object({ kind: z.literal('range'), clipId: ClipId, range: FrameRange }),
]);
export type DeliveryWhat = z.infer<typeof DeliveryWhat>;

/** One file of a delivery. */
export interface DeliveryPart {
  readonly clip: Clip;
  readonly range: FrameRange;
  /** The shot that the file is, if it is one. */
  readonly shot: Shot | undefined;
}

/** A file with the values of the fields of its name. */
export interface NamedPart extends DeliveryPart {
  readonly values: NamingValues;
}

/** The files of a delivery in order; what the document does not have is left out. Pure. */
function deliveryParts(what: DeliveryWhat, document: ProjectDocument): readonly DeliveryPart[] {
  const index = documentIndex(document);
  if (what.kind === 'shots') {
    return what.shotIds.flatMap((id) => {
      const shot = index.shot(id);
      const clip = shot === undefined ? undefined : index.clip(shot.clipId);
      return shot === undefined || clip === undefined ? [] : [{ clip, range: shot.range, shot }];
    });
  }
  const clip = index.clip(what.clipId);
  return clip === undefined ? [] : [{ clip, range: what.kind === 'clip' ? frameRange(0, clip.frameCount - 1) : what.range, shot: undefined }];
}

interface NamingContext {
  readonly codec: DeliveryCodec;
  readonly tags?: DeliveryTags | undefined;
  /** That the shots are delivered for. */
  readonly sequence?: Sequence | undefined;
  /** `2026-11-29`. */
  readonly date: string;
}

/** The same with the values of their names. Pure. @throws AppError `input.malformed` for tags with a timecode that is none */
export function namedParts(what: DeliveryWhat, document: ProjectDocument, context: NamingContext): readonly NamedPart[] {
  const names = clipFields(document.clips);
  const index = documentIndex(document);
  const events = context.sequence === undefined ? undefined : firstEvents(context.sequence, document);
  const eventOf = ({ shot }: DeliveryPart, place: number): string => String((shot === undefined ? undefined : events?.get(shot)) ?? place + 1).padStart(3, '0');
  return deliveryParts(what, document).map((part, place) => ({ ...part, values: namingValues(part, { ...context, event: eventOf(part, place), shots: index.shots(part.clip.id), clipName: names.get(part.clip.id) ?? clipField(part.clip) }) }));
}

/** @param context `event`: as in the field; `clipName`: as in the field `{clip}`; `shots`: all shots of the clip, in order */
function namingValues({ clip, range, shot }: DeliveryPart, { clipName, event, shots, codec, tags, date }: NamingContext & { readonly clipName: string; readonly event: string; readonly shots: readonly Shot[] }): NamingValues {
  const shown = shotsIn(shots, range);
  const inside = shot ?? (shown.length === 1 ? shown[0] : undefined);
  const versions = new Set(shown.map(({ version }) => version ?? FIRST_VERSION));
  const isWhole = range.first === 0 && range.last === clip.frameCount - 1;
  const tagged = withDeliveryTags(clip, range, tags);
  return {
    clip: clipName, event, name: inside === undefined || inside.name.trim() === '' ? clipName : inside.name, codec, date,
    shot: shot !== undefined ? String(indexOfShotAt(shots, shot.range.first) + 1).padStart(2, '0') : isWhole ? 'whole' : `f${range.first}-f${range.last}`,
    version: versions.size === 1 ? [...versions][0]! : 'mixed',
    in: timecodeOf(tagged, range.first), out: timecodeOf(tagged, range.last), reel: tagged.reelName ?? clipName,
  };
}

/** Shots that show frames of a range, of shots in order. */
function shotsIn(shots: readonly Shot[], { first, last }: FrameRange): readonly Shot[] {
  const shown: Shot[] = [];
  for (let at = Math.max(0, indexOfShotAt(shots, first)); at < shots.length && shots[at]!.range.first <= last; at++) if (shots[at]!.range.last >= first) shown.push(shots[at]!);
  return shown;
}

/** The day as it is written in names, by this machine's clock. */
export function namingDate(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
