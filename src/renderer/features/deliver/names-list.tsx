import type { ReactNode } from 'react';
import type { FileToName } from './file-names.ts';

/** Names that are listed; a whole feature has more than anybody reads. */
const SHOWN = 100;

const COUNTED = { numbered: 'is numbered', replaced: 'is replaced' } as const;

/** The names of all files as they will be, and what happens to those in use. */
export function NamesList({ files }: { readonly files: readonly FileToName[] }): ReactNode {
  const inUse = files.filter(({ use }) => use !== undefined);
  return (
    <div className="form-row top-aligned"><span>Names</span>
      <div className="naming">
        {files.length === 0 ? <small data-testid="name-preview">Names appear when what to deliver is chosen.</small> : (
          <ul className="file-names quiet-scroll" aria-label="Names of the files" data-testid="name-preview" tabIndex={0}>
            {files.slice(0, SHOWN).map(({ name, length, use }) => <li key={name} data-use={use}><span>{name}</span><small>{use ?? length}</small></li>)}
            {files.length > SHOWN ? <li><span>and {files.length - SHOWN} more</span></li> : null}
          </ul>
        )}
        <small className="warn" role="status">{inUse.length === 0 ? '' : inUse.length === 1 ? `1 name is in use: the file ${COUNTED[inUse[0]!.use!]}.` : `${inUse.length} names are in use: the files are ${inUse[0]!.use!}.`}</small>
      </div>
    </div>
  );
}
