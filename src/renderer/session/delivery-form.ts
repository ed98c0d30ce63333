import type { DeliveryCodec, DeliverySettings } from '../../shared/model/delivery.ts';
import type { DeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { ClipId, SequenceId, ShotId } from '../../shared/model/ids.ts';

/** What the page Deliver is filled in with, for one clip. */
export interface DeliveryForm {
  readonly clipId: ClipId;
  /** The preset that was chosen last. */
  readonly presetId: string | null;
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  /** One file per shot, the whole clip, one file from the in mark to the out mark, or one file per shot of a sequence, of all its clips. */
  readonly what: 'shots' | 'clip' | 'inOut' | 'sequence';
  /** Clips whose shots are offered: the one that is shown, or those of shots that were selected together. */
  readonly clipIds: ReadonlySet<ClipId>;
  readonly shotIds: ReadonlySet<ShotId>;
  /** The sequence that was chosen last, those of its shots that are delivered, and all that could be: one that it gets later is delivered, too. */
  readonly sequence: { readonly id: SequenceId; readonly shotIds: ReadonlySet<ShotId>; readonly offered: ReadonlySet<ShotId> } | null;
  /** Ending of the timeline that is written with the files of shots. */
  readonly timeline: '.edl' | '.otio' | '.xml' | '.fcpxml' | null;
  readonly directory: string;
  readonly naming: string;
  /** Tags that replace those of the clips, for this delivery. */
  readonly tags: DeliveryTags;
  /** Replaces files of these names; otherwise the new ones are numbered. */
  readonly overwrite: boolean;
  /** Checks the files afterwards. */
  readonly qualityReport: boolean;
  /** Shows the folder when the delivery is done. */
  readonly reveal: boolean;
}
