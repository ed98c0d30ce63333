import { z } from 'zod';

/** The parts of OpenTimelineIO's JSON that are read: schemas are named `Clip.2`, and unknown ones are ignored. */
const MOST_TIME = 1e12;
const MOST_PADDING = 12;

/** JSON writes `null` for absent values. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

export const OtioTime = z.object({ value: z.number().min(-MOST_TIME).max(MOST_TIME), rate: z.number().positive().max(1e6) });
export type OtioTime = z.infer<typeof OtioTime>;

export const OtioRange = z.object({ start_time: OtioTime, duration: OtioTime });
export type OtioRange = z.infer<typeof OtioRange>;

const Effect = z.object({ OTIO_SCHEMA: z.string(), time_scalar: z.number().optional() });

/** Up to `Marker.2` a name, since then an object with a name. */
const MarkerColour = z.union([z.string(), z.object({ name: optional(z.string()) }).transform(({ name }) => name)]);

const Marker = z.object({ name: optional(z.string()), color: optional(MarkerColour), comment: optional(z.string()), marked_range: optional(OtioRange) });

const MediaReference = z.object({
  OTIO_SCHEMA: z.string(), available_range: optional(OtioRange), target_url: optional(z.string()), name: optional(z.string()),
  target_url_base: optional(z.string()), name_prefix: optional(z.string()), name_suffix: optional(z.string()),
  start_frame: optional(z.number().int().catch(1)), frame_step: optional(z.number().int().catch(1)), frame_zero_padding: optional(z.number().int().min(0).max(MOST_PADDING).catch(0)),
});
export type MediaReference = z.infer<typeof MediaReference>;

/** A composition's child of any kind; fields that a kind does not have are absent. */
export const OtioItem = z.object({
  OTIO_SCHEMA: z.string(),
  name: optional(z.string()),
  enabled: optional(z.boolean()),
  kind: optional(z.string()),
  source_range: optional(OtioRange),
  effects: optional(z.array(Effect)),
  markers: optional(z.array(Marker)),
  media_reference: optional(MediaReference),
  media_references: optional(z.record(z.string(), MediaReference.nullable())),
  active_media_reference_key: optional(z.string()),
  metadata: optional(z.record(z.string(), z.unknown())),
  transition_type: optional(z.string()),
  in_offset: optional(OtioTime),
  out_offset: optional(OtioTime),
  get children() { return z.array(OtioItem).nullish(); },
  get tracks() { return OtioItem.nullish(); },
  global_start_time: optional(OtioTime),
});
export type OtioItem = z.infer<typeof OtioItem>;

/** `Clip.2` is a `Clip`; `Sequence` is the old name of `Track`. */
export function schemaOf(item: { readonly OTIO_SCHEMA: string }): string {
  const name = item.OTIO_SCHEMA.split('.')[0]!;
  return name === 'Sequence' ? 'Track' : name;
}

const Cmx = z.object({ cmx_3600: z.object({ reel: z.string().optional(), transition: z.string().optional() }) });

/** Metadata of an item from OpenTimelineIO's CMX 3600 reader. */
export function cmxMetadata(item: OtioItem): { readonly reel?: string | undefined; readonly transition?: string | undefined } {
  return Cmx.safeParse(item.metadata).data?.cmx_3600 ?? {};
}

/** Whether the CMX 3600 reader of OpenTimelineIO, or another, has left colour decisions in an item's metadata. */
export function hasGrade(item: OtioItem): boolean {
  const { metadata } = item;
  return metadata !== undefined && ('cdl' in metadata || Object.values(metadata).some((each) => typeof each === 'object' && each !== null && ('asc_sop' in each || 'asc_sat' in each || 'cdl' in each)));
}
