import { z } from 'zod';
import { run } from './cell-sources.ts';

/** Tags of a written file according to another reader; `undefined` where there are none. */
export interface SeenTags {
  readonly primaries: string | undefined;
  readonly transfer: string | undefined;
  readonly matrix: string | undefined;
  readonly range: string | undefined;
  readonly timecode: string | undefined;
}

const Tags = z.record(z.string(), z.string()).optional();
const Probed = z.object({
  streams: z.array(z.looseObject({ codec_type: z.string().optional(), color_primaries: z.string().optional(), color_transfer: z.string().optional(), color_space: z.string().optional(), color_range: z.string().optional(), tags: Tags })),
  format: z.object({ tags: Tags }),
  /** DPX stores the timecode per frame. */
  frames: z.array(z.looseObject({ tags: Tags })).optional(),
});

export async function tagsByFfprobe(ffprobe: string, path: string): Promise<SeenTags> {
  const { stdout } = await run(ffprobe, ['-v', 'error', '-show_streams', '-show_format', ...(path.endsWith('.dpx') ? ['-show_frames'] : []), '-of', 'json', path]);
  const { streams, format, frames } = Probed.parse(JSON.parse(stdout));
  const video = streams.find(({ codec_type: type }) => type === 'video');
  const timecode = [...streams.map(({ tags }) => tags), format.tags, ...(frames ?? []).map(({ tags }) => tags)].map((tags) => Object.entries(tags ?? {}).find(([name]) => name.toLowerCase() === 'timecode')?.[1]).find((text) => text !== undefined);
  return { primaries: video?.color_primaries, transfer: video?.color_transfer, matrix: video?.color_space, range: video?.color_range === 'pc' ? 'full' : video?.color_range === 'tv' ? 'limited' : undefined, timecode };
}

const Media = z.object({ media: z.object({ track: z.array(z.looseObject({ '@type': z.string() })) }) });

/** Tags according to mediainfo, by ffmpeg's names. */
export async function tagsByMediainfo(path: string): Promise<SeenTags> {
  const { stdout } = await run('mediainfo', ['--Output=JSON', path]);
  const { track } = Media.parse(JSON.parse(stdout)).media;
  const video = track.find((each) => each['@type'] === 'Video');
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const name = (value: unknown): string | undefined => text(value)?.replace('BT.709', 'bt709');
  const timecode = track.map((each) => text(each['TimeCode_FirstFrame'])).find((each) => each !== undefined);
  return { primaries: name(video?.['colour_primaries']), transfer: name(video?.['transfer_characteristics']), matrix: name(video?.['matrix_coefficients']), range: text(video?.['colour_range'])?.toLowerCase(), timecode };
}

export async function hasMediainfo(): Promise<boolean> {
  return run('mediainfo', ['--Version']).then(() => true, () => false);
}
