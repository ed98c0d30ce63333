import type { Size } from '../../src/shared/model/working-size.ts';
import { SAMPLE_RATE, SAMPLE_TIMECODE } from './film-plan.ts';

export interface EncoderPlan {
  readonly size: Size;
  readonly sound: string;
  readonly film: string;
  readonly trueColour: string;
  readonly encoders: ReadonlySet<string>;
}

const TAGS = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'] as const;

/** One ffmpeg run that takes 4:4:4 frames on stdin and writes both films. Luma goes through untouched; the black-and-white one gets neutral chroma. */
export function encoderArguments(plan: EncoderPlan): readonly string[] {
  const rate = `${SAMPLE_RATE.num}/${SAMPLE_RATE.den}`;
  const filmCodec = plan.encoders.has('libx264')
    ? ['-c:v', 'libx264', '-preset', 'fast', '-crf', '15', '-bf', '2', '-g', '24', '-pix_fmt', 'yuv420p']
    : ['-c:v', 'prores_ks', '-profile:v', 'hq', '-vendor', 'apl0', '-pix_fmt', 'yuv422p10le'];
  return [
    '-v', 'error', '-y',
    '-f', 'rawvideo', '-pix_fmt', 'yuv444p', '-s', `${plan.size.width}x${plan.size.height}`, '-r', rate, ...TAGS, '-i', 'pipe:0',
    '-i', plan.sound,
    '-map', '0:v', '-map', '1:a', '-vf', 'lutyuv=u=128:v=128', ...filmCodec, ...TAGS, '-c:a', 'pcm_s16le', '-timecode', SAMPLE_TIMECODE, '-video_track_timescale', String(SAMPLE_RATE.num), '-movflags', '+write_colr', plan.film,
    '-map', '0:v', '-c:v', 'ffv1', '-level', '3', '-slices', '4', '-pix_fmt', 'yuv444p', ...TAGS, plan.trueColour,
  ];
}
