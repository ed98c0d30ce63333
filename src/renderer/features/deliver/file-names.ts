import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { counted } from '../../../shared/counted.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import type { FormFile } from './delivery-form.ts';

/** A file that will be written. */
export interface FileToName {
  readonly name: string;
  /** `1,200 fr`, `3 events`. */
  readonly length: string;
  /** What happens because its name is in use. */
  readonly use?: 'numbered' | 'replaced';
}

/** Pure: names of files and timeline as they are typed, and as the engine would write them once it has looked at the folder. */
export function filesToName(files: readonly Pick<FormFile, 'name' | 'range'>[], { overwrite, estimate }: { readonly overwrite: boolean; readonly estimate: DeliveryEstimate | undefined }): readonly FileToName[] {
  const inUse = new Set(estimate?.inUse);
  const used = (index: number): Pick<FileToName, 'use'> => (inUse.has(index) ? { use: overwrite ? 'replaced' : 'numbered' } : {});
  const nameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;
  const named = files.map(({ name, range }, index) => ({ name: nameOf(estimate?.files[index] ?? name), length: `${rangeLength(range).toLocaleString('en-GB')} fr`, ...used(index) }));
  return estimate?.timeline === undefined ? named : [...named, { name: nameOf(estimate.timeline.path), length: counted(estimate.timeline.events, 'event'), ...used(files.length) }];
}
