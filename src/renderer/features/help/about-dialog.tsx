import { type ReactNode, useState } from 'react';
import type { WireClient } from '../../host/wire.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useAnswer } from './use-answer.ts';

const askAbout = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['about']> => client.system.about(undefined, { signal });
const askLicences = (client: WireClient, signal: AbortSignal): ReturnType<WireClient['system']['licences']> => client.system.licences(undefined, { signal });

/** Version, networks, and the licences of all that is shipped. */
export function AboutDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const about = useAnswer(askAbout);
  const licences = useAnswer(askLicences);
  const [shown, setShown] = useState<string | null>(null);
  const entries = licences === undefined ? [] : [
    ...licences.networks.map(({ id, version, use, text }) => ({ name: id, version, licence: 'network', text: `${use}\n\n${text}` })),
    ...licences.packages,
  ];
  const text = entries.find((each) => `${each.name} ${each.version}` === shown)?.text;
  return (
    <Dialog title={`Tintype ${about?.version ?? ''}`} description="Colours black-and-white film. No data leaves this computer." size="wide" focus="main" onClose={onClose} footer={<Button look="main" onClick={onClose}>Close</Button>}>
      {about === undefined ? null : (
        <dl className="about-facts">
          <div><dt>Networks</dt><dd>{about.models.map(({ id, version }) => `${id} ${version}`).join(', ')}</dd></div>
          <div><dt>They run on</dt><dd>{about.provider}, {about.threads} threads</dd></div>
          <div><dt>ffmpeg</dt><dd>{about.ffmpeg}, a separate program under its own licence</dd></div>
        </dl>
      )}
      {licences?.networks[0] === undefined ? null : <p className="about-use"><b>What the networks may be used for.</b> {licences.networks[0].use}</p>}
      <h2>Licences of all that is shipped <span>{licences === undefined ? '' : `${entries.length} parts`}</span></h2>
      <div className="about-licences">
        <ul className="quiet-scroll" aria-label="Parts and their licences">
          {entries.map(({ name, version, licence }) => (
            <li key={`${name} ${version}`}><button type="button" aria-pressed={shown === `${name} ${version}`} onClick={() => { setShown(`${name} ${version}`); }}><span>{name} <small>{version}</small></span><small>{licence}</small></button></li>
          ))}
        </ul>
        <pre className="quiet-scroll" tabIndex={0} aria-label="Text of the licence">{shown === null ? 'Choose a part to read its licence.' : text === '' ? 'This part has no licence text of its own; its licence is named in the list.' : text}</pre>
      </div>
    </Dialog>
  );
}
