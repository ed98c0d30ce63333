import { z } from 'zod';
import { AutomaticForm } from '../../shared/model/automatic-form.ts';

/** What a model is for; `automatic` are models that the user brings. The rooms ask the registry for a task, never for a file. */
export const ModelTask = z.enum(['colorize', 'propagate', 'automatic']);
export type ModelTask = z.infer<typeof ModelTask>;

/** A dimension: a number (`"144"`) or a name with an optional divisor (`"H"`, `"W/4"`, `"M"`). */
const Dimension = z.string().regex(/^([1-9]\d*|[A-Z](\/[1-9]\d*)?)$/, 'a dimension is a number, or a capital letter with an optional divisor such as "H/4"');

/** Inputs or outputs of a graph by name; all float32. */
const Values = z.record(z.string().min(1), z.array(Dimension).readonly());
export type GraphValues = Readonly<Record<string, readonly string[]>>;

export const ManifestGraph = z.object({
  /** File name inside the model's folder. */
  file: z.string().regex(/^[^/\\]+$/, 'a graph lies in the model\'s own folder'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 lower-case hex digits'),
  inputs: Values,
  outputs: Values,
});
export type ManifestGraph = z.infer<typeof ManifestGraph>;

/**
 * How the graphs of a network work together.
 *
 * Of one that colours: `features` gives what `encode` made of luma to `paint`; `tokens` makes the automatic colour by a graph of its own, `base`, once
 * for each reference and vividness, its `paint` takes strength and reach of a hint, and where boundary marks are drawn `paint_marked` paints.
 *
 * Of one that propagates: `reader` reads a frame's colour from a memory, and `fuse` mixes it with the colour that optical flow warps; `sources` paints a frame
 * in one run from known frames and from where its cells lie in each of them, or makes it from the two frames around it by `interpolate`.
 */
const Layout = z.enum(['features', 'tokens', 'reader', 'sources']);
export type Layout = z.infer<typeof Layout>;

/** How the frames of a span are read, and tracks to its keyframes found: `SCHEDULES` of propagate/. */
const ScheduleId = z.enum(['two-pass', 'pyramid', 'painted', 'interpolated', 'refined']);

/** How vividness becomes the annealing of automatic colour's distribution: `ANNEALINGS` of colorize/. */
const AnnealingId = z.enum(['rising', 'peaked']);
export type AnnealingId = z.infer<typeof AnnealingId>;

/** `manifest.json` beside the graphs: description of a model and its sizes. */
export const ModelManifest = z.object({
  id: z.string().min(1),
  version: z.string().min(1),
  task: ModelTask,
  licence: z.string(),
  card: z.string().optional(),
  /** Both sides of the input are padded to a multiple of this. */
  sizeMultiple: z.number().int().positive(),
  /** Short side the network works at best, in pixels; the room's default when absent. */
  shortSide: z.number().int().min(64).optional(),
  graphs: z.record(z.string().min(1), ManifestGraph),
  /** Left out: `features` of a network that colours, `reader` of one that propagates. */
  layout: Layout.optional(),
  /** Of a network that propagates. */
  schedule: ScheduleId.default('two-pass'),
  /** Of a network that colours. */
  annealing: AnnealingId.default('rising'),
  /** For an added model for automatic colour. */
  form: AutomaticForm.optional(),
  /** Earlier versions that had some of these graphs, by name, so that a shot coloured with one of them keeps its look. */
  earlier: z.array(z.object({ version: z.string().min(1), schedule: ScheduleId.default('two-pass'), annealing: AnnealingId.default('rising'), graphs: z.array(z.string()) })).default([]),
  /**
   * An older version with files of its own, beside the present model of the same id: for shots that were coloured with it, never for new ones.
   * Where an older version had some of the present graphs, `earlier` names it without another folder.
   */
  kept: z.boolean().default(false),
  /** Older models for the same task, kept for shots that were coloured with them. */
  supersedes: z.array(z.string().min(1)).default([]),
  metrics: z.record(z.string(), z.unknown()).default({}),
});
export type ModelManifest = z.infer<typeof ModelManifest>;
