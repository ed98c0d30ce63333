/** Facts about a picture stream before it is decoded. */
interface PictureStream {
  readonly index: number;
  readonly codec: string | undefined;
  readonly isAttached: boolean;
  /** Seconds and frames, as the container claims. */
  readonly claimedDuration: number | undefined;
  readonly claimedFrames: number | undefined;
}

/** Codecs of single images; MJPEG is one of films too. */
const IMAGE_CODECS: ReadonlySet<string> = new Set(['png', 'mjpeg', 'bmp', 'gif', 'webp', 'tiff', 'ppm', 'jpegls', 'jpegxl']);
/** A cover lasts one frame, or as long as the container says by rounding; a film lasts at least this many times as long. */
const COVER_SHARE = 0.5;

/** The film among the picture streams of a file: the first that is neither marked as a cover nor looks like one beside another. */
export function choosePicture<Stream extends PictureStream>(streams: readonly Stream[]): Stream | undefined {
  const films = streams.filter((stream) => !stream.isAttached);
  return films.find((stream) => !films.some((other) => other !== stream && isCoverOf(stream, other))) ?? films[0];
}

function isCoverOf(stream: PictureStream, film: PictureStream): boolean {
  if (!IMAGE_CODECS.has(stream.codec ?? '')) return false;
  if (stream.claimedFrames === 1) return film.claimedFrames !== 1;
  if (stream.claimedFrames !== undefined && film.claimedFrames !== undefined) return false;
  const own = stream.claimedDuration ?? 0;
  return film.claimedDuration !== undefined ? own < film.claimedDuration * COVER_SHARE : !IMAGE_CODECS.has(film.codec ?? '') && stream.claimedDuration === undefined;
}
