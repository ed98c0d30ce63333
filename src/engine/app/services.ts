import type { ArtefactStore, ColourStore } from '../artefacts/index.ts';
import type { Colorizer } from '../colorize/index.ts';
import type { Directories } from '../directories.ts';
import type { FfmpegTools } from '../media/index.ts';
import type { ModelRegistry } from '../models/index.ts';
import type { DraftReader, MaskThread, Propagator } from '../propagate/index.ts';
import type { Speeds } from '../speeds.ts';
import type { ClipContents } from './clips/clip-contents.ts';
import type { ClipPictures } from './clips/clip-pictures.ts';
import type { ContentGuard } from './clips/content-guard.ts';
import type { MediaArtefacts } from './clips/media-artefacts.ts';
import type { ProbeClip } from './clips/probe-clip.ts';
import type { SoundPeaksOf } from './clips/sound-peaks.ts';
import type { PaintingSources } from './colorize/painting-sources.ts';
import type { FarmAccess } from './farm/farm-access.ts';
import type { FrameDrafts } from './propagate/frame-drafts.ts';
import type { KeyframeSuggestions } from './propagate/keyframe-suggestions.ts';
import type { Playhead } from './propagate/playhead.ts';
import type { KeyframeMakers } from './shots/keyframe-source.ts';
import type { PositionTracking } from './track/tracked-positions.ts';

/** Services of the lower rooms, built by the engine. ffmpeg is located when it is first needed, so that an engine without it can report that. */
export interface Services {
  readonly directories: Directories;
  /** Folders of projects' snapshots, as it is set now; new ones go to the first. */
  readonly snapshotRoots: () => readonly string[];
  readonly tools: () => Promise<FfmpegTools>;
  readonly registry: ModelRegistry;
  readonly store: ArtefactStore;
  readonly colours: ColourStore;
  readonly contents: ClipContents;
  /** Checks whether a film that is being read still has the content named in its keys. */
  readonly guard: ContentGuard;
  readonly probeClip: ProbeClip;
  readonly keyframes: KeyframeMakers;
  readonly colorizer: Colorizer;
  /** Where propagation is sent instead of being done here, if the user has chosen a farm. */
  readonly farm: FarmAccess;
  readonly propagator: Propagator;
  readonly playhead: Playhead;
  readonly speeds: Speeds;
  readonly pictures: ClipPictures;
  readonly paintingSources: PaintingSources;
  readonly media: MediaArtefacts;
  readonly soundPeaks: SoundPeaksOf;
  readonly suggestions: KeyframeSuggestions;
  readonly tracking: PositionTracking;
  readonly drafts: FrameDrafts;
  readonly draftReader: DraftReader;
  readonly maskThread: MaskThread;
}
