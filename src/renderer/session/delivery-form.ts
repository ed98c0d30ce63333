import type { DeliveryCodec, DeliverySettings } from '../../shared/model/delivery.ts';
import type { ClipId, ShotId } from '../../shared/model/ids.ts';

/** What the page Deliver is filled in with, for one clip. */
export interface DeliveryForm {
  readonly clipId: ClipId;
  /** The preset that was chosen last. */
  readonly presetId: string | null;
  readonly codec: DeliveryCodec;
  readonly settings: DeliverySettings;
  readonly whole: boolean;
  readonly shotIds: ReadonlySet<ShotId>;
  readonly directory: string;
  readonly naming: string;
  /** Replaces files of these names; otherwise the new ones are numbered. */
  readonly overwrite: boolean;
  /** Checks the files afterwards. */
  readonly qualityReport: boolean;
  /** Shows the folder when the delivery is done. */
  readonly reveal: boolean;
}
