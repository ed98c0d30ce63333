import { z } from 'zod';

/* What ffprobe answers, as far as it is read. */

const Tags = z.record(z.string(), z.string()).optional();

const ProbedStream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  pix_fmt: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  color_range: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  color_primaries: z.string().optional(),
  field_order: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  time_base: z.string(),
  duration: z.string().optional(),
  nb_frames: z.string().optional(),
  sample_rate: z.string().optional(),
  channels: z.number().optional(),
  channel_layout: z.string().optional(),
  codec_tag_string: z.string().optional(),
  closed_captions: z.number().optional(),
  disposition: z.record(z.string(), z.number()).optional(),
  tags: Tags,
  side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
});

export type ProbedStream = z.infer<typeof ProbedStream>;

const ProbedChapter = z.object({ start_time: z.string(), end_time: z.string(), tags: Tags });
export type ProbedChapter = z.infer<typeof ProbedChapter>;

export const Probed = z.object({
  streams: z.array(ProbedStream).optional(),
  chapters: z.array(ProbedChapter).optional(),
  format: z.object({ format_name: z.string().optional(), tags: Tags }).optional(),
});
export type Probed = z.infer<typeof Probed>;
