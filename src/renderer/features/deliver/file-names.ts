import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { FormFile } from './delivery-form.ts';

/** A file that will be written. */
export interface FileToName {
  readonly name: string;
  readonly frames: number;
  /** What happens because its name is in use. */
  readonly use?: 'numbered' | 'replaced';
}

/** Pure: names as they are typed, and as the engine would write them once it has looked at the folder. */
export function filesToName(files: readonly Pick<FormFile, 'name' | 'range'>[], { overwrite, estimate }: { readonly overwrite: boolean; readonly estimate: DeliveryEstimate | undefined }): readonly FileToName[] {
  const inUse = new Set(estimate?.inUse);
  return files.map(({ name, range }, index) => ({
    name: estimate?.files[index]?.split(/[/\\]/).at(-1) ?? name, frames: rangeLength(range),
    ...(inUse.has(index) ? { use: overwrite ? 'replaced' : 'numbered' } : {}),
  }));
}
