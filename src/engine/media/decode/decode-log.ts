const COMPLAINT = /error|corrupt|invalid|missing|concealing|truncat|partial file|mismatch|damaged/i;
/** Written as a frame is put out, of that frame. */
export const OF_OUTPUT = /corrupt decoded frame/i;
/** Log lines of muxers about timestamps, which a decode does not keep. */
const OF_SINK = /^\[(?:null|out#)|monotonically increasing dts/;
/** Where recordings are joined, the packet numbers of a transport stream do not follow each other; that is no damage. */
const OF_JOINT = /packet corrupt|corrupt input packet/i;

/** Whether a line of ffmpeg's log says that something did not decode. */
export function isComplaint(line: string): boolean {
  return COMPLAINT.test(line) && !OF_SINK.test(line);
}

/** Streams that are not decoded here: ffmpeg reads a part of each when it opens a file, and logs faults of a cover or of sound as well. */
export class OtherStreams {
  private readonly codecs = new Map<string, string>();
  private own: string | undefined;

  /** Whether decoding begins with this line. */
  takeLine(line: string): boolean {
    const stream = /^\s*Stream #0:(\d+).*?: (?:Video|Audio|Subtitle): (\w+)/.exec(line);
    if (stream !== null && !this.codecs.has(stream[1]!)) this.codecs.set(stream[1]!, stream[2]!);
    const mapped = /^\s*Stream #0:(\d+) -> #0:0\b/.exec(line);
    if (mapped === null) return false;
    this.own = this.codecs.get(mapped[1]!);
    return true;
  }

  /** Whether a line of the log was written by a decoder of another stream. */
  isSaidOf(line: string): boolean {
    const by = /^\[(\w+) @ /.exec(line)?.[1];
    return by !== undefined && this.own !== undefined && by !== this.own && [...this.codecs.values()].includes(by);
  }
}

/** Time of the frame that a line names (FFV1 does where a checksum fails), in seconds; NaN where it names none. */
export function secondsOfComplaint(line: string): number {
  return Number(/\bat (\d+\.\d+) seconds/.exec(line)?.[1]);
}

/** Whether a complaint is of a place where the parts of a joined file meet. */
export function isOfJoint(line: string): boolean {
  return OF_JOINT.test(line);
}
