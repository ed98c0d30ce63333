import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import { ffmpeg } from '../../support/clips.ts';

export const FILM = { width: 320, height: 192, rate: '24000/1001', shotLengths: [12, 120] } as const;

/** A black-and-white film of two shots (the second long enough to be cancelled in its middle): moving blocks over textured backgrounds, with sound and timecode. */
export function makeClip(path: string, options: { readonly mirrored?: boolean; readonly secondShot?: number } = {}): void {
  const [first] = FILM.shotLengths;
  const second = options.secondShot ?? FILM.shotLengths[1];
  const size = `${FILM.width}x${FILM.height}`;
  const shot = (label: string, look: { readonly ground: string; readonly block: string; readonly x: string; readonly length: number }): string =>
    `color=${look.ground}:s=${size}:r=${FILM.rate},noise=alls=12:all_seed=5,gblur=1.2[g${label}];color=${look.block}:s=80x80:r=${FILM.rate},noise=alls=8:all_seed=9[b${label}];`
    + `[g${label}][b${label}]overlay=x=${look.x}:y=56:shortest=0,trim=end_frame=${look.length},setpts=PTS-STARTPTS[${label}]`;
  ffmpeg('-f', 'lavfi', '-i', 'sine=440:r=48000', '-filter_complex',
    `${shot('one', { ground: '0x9a9a9a', block: '0x585858', x: '40+3*n', length: first })};${shot('two', { ground: '0x707070', block: '0xb4b4b4', x: '200-n', length: second })};[one][two]concat=n=2,${options.mirrored === true ? 'hflip,' : ''}format=yuv420p[v]`,
    '-map', '[v]', '-map', '0:a', '-shortest', '-c:v', 'libx264', '-qp', '0', '-c:a', 'pcm_s16le', '-timecode', '01:00:00:00',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv', path);
}

const Probed = z.object({ streams: z.array(z.object({ codec_type: z.string(), codec_name: z.string().optional(), profile: z.string().optional(), width: z.number().optional(), height: z.number().optional(), nb_read_frames: z.string().optional(), r_frame_rate: z.string().optional(), color_primaries: z.string().optional(), color_space: z.string().optional(), tags: z.looseObject({ timecode: z.string().optional() }).optional() })) });

/** Output of ffprobe for a file, with frames counted by decoding. */
export function ffprobe(path: string): z.infer<typeof Probed>['streams'] {
  const text = execFileSync(process.env.FFPROBE_BIN ?? 'ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', path], { encoding: 'utf8' });
  return Probed.parse(JSON.parse(text)).streams;
}
