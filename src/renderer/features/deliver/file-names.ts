import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Shot } from '../../../shared/model/document.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { DeliveryForm } from '../../session/delivery-form.ts';

/** A file that will be written. */
export interface FileToName {
  readonly name: string;
  readonly frames: number;
  /** What happens because its name is in use. */
  readonly use?: 'numbered' | 'replaced';
}

/**
 * Pure: names as they are typed, and as the engine would write them once it has looked at the folder.
 * @param names the names without looking, in the order of the shots
 */
export function filesToName(form: Pick<DeliveryForm, 'whole' | 'shotIds' | 'overwrite'>, clip: Pick<Clip, 'frameCount'>, { shots, names, estimate }: { readonly shots: readonly Shot[]; readonly names: readonly string[]; readonly estimate: DeliveryEstimate | undefined }): readonly FileToName[] {
  const frames = form.whole ? [clip.frameCount] : shots.filter(({ id }) => form.shotIds.has(id)).map(({ range }) => rangeLength(range));
  const inUse = new Set(estimate?.inUse);
  return names.map((name, index) => ({
    name: estimate?.files[index]?.split(/[/\\]/).at(-1) ?? name, frames: frames[index] ?? 0,
    ...(inUse.has(index) ? { use: form.overwrite ? 'replaced' : 'numbered' } : {}),
  }));
}
