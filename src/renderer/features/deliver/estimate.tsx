import type { ReactNode } from 'react';
import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import { KeptLines, keptText } from './kept-lines.tsx';

const FILES_SHOWN = 3;

/** `reel-01.mov, reel-02.mov and 4 more`. */
function namesOf(files: readonly string[]): string {
  const names = files.slice(0, FILES_SHOWN).map((file) => file.split(/[/\\]/).at(-1) ?? file);
  return files.length > FILES_SHOWN ? `${names.join(', ')} and ${files.length - FILES_SHOWN} more` : names.join(', ');
}

/** What becomes of the clip's tags, sound and other streams, and how the picture is processed. */
export function Estimate({ estimate }: { readonly estimate: DeliveryEstimate }): ReactNode {
  return (
    <>
      {estimate.kept.map(({ files, lines }) => {
        const names = namesOf(files.map((index) => estimate.files[index] ?? ''));
        return (
          <section key={files[0]} className="delivery-part" aria-label={`Tags, sound and metadata${estimate.kept.length === 1 ? '' : ` of ${names}`}`}>
            <h3>Tags, sound and metadata <small>{keptText(lines)}</small></h3>
            {estimate.kept.length === 1 ? null : <h4 title={files.map((index) => estimate.files[index]).join('\n')}>{names}</h4>}
            <KeptLines kept={lines} />
          </section>
        );
      })}
      {estimate.remarks.length === 0 ? null : (
        <section className="delivery-part" aria-label="Processing">
          <h3>Processing</h3>
          <ul className="remarks">{estimate.remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul>
        </section>
      )}
    </>
  );
}
