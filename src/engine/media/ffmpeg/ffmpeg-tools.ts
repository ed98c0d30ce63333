/** The ffmpeg that is used, found once at start: setting → FFMPEG_BIN → ffmpeg-static → PATH. */
export interface FfmpegTools {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly foundBy: 'setting' | 'environment' | 'ffmpeg-static' | 'path';
  readonly version: string;
  /** Names of the encoders in this build, as `ffmpeg -encoders` lists them. */
  readonly encoders: ReadonlySet<string>;
}
