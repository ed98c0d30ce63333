import type { DeliveryCodec, DeliverySettings } from '../../shared/model/delivery.ts';
import type { DeliveryTags } from '../../shared/model/delivery-tags.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';

/** What the page Deliver is filled in with, for one clip. */
export interface DeliveryForm {
  readonly clipId: ClipId;
  /** The preset that was chosen last. */
  readonly presetId: string | null;
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  /** One file per shot, the whole clip, or one file from the in mark to the out mark. */
  readonly what: 'shots' | 'clip' | 'inOut';
  readonly shotIds: ReadonlySet<ShotId>;
  readonly directory: string;
  readonly naming: string;
  /** Tags that replace those of the clip, for this delivery. */
  readonly tags: DeliveryTags;
  /** Replaces files of these names; otherwise the new ones are numbered. */
  readonly overwrite: boolean;
  /** Checks the files afterwards. */
  readonly qualityReport: boolean;
  /** Shows the folder when the delivery is done. */
  readonly reveal: boolean;
}
