import { type ReactNode, useEffect, useState } from 'react';
import type { DeliveryEstimate, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { AppError, isAbort } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { shotAt, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { Estimate } from './estimate.tsx';

const CODECS: readonly (readonly [DeliveryCodec, string])[] = [
  ['prores-422hq', 'ProRes 422 HQ (.mov)'], ['prores-4444', 'ProRes 4444 (.mov)'], ['h264', 'H.264 (.mp4)'], ['h265', 'H.265 (.mp4)'],
  ['ffv1', 'FFV1, lossless (.mkv)'], ['png', 'PNG sequence'], ['tiff', 'TIFF sequence'],
];
const ESTIMATE_AFTER_MS = 250;

interface Form {
  readonly codec: DeliveryCodec;
  readonly whole: boolean;
  readonly shotIds: ReadonlySet<ShotId>;
  readonly directory: string;
  readonly naming: string;
  readonly overwrite: boolean;
}

function requestOf(form: Form, clip: Clip): DeliveryRequest | undefined {
  if (form.directory.trim() === '' || form.naming.trim() === '' || (!form.whole && form.shotIds.size === 0)) return undefined;
  return {
    what: form.whole ? { kind: 'clip', clipId: clip.id } : { kind: 'shots', shotIds: [...form.shotIds] },
    codec: form.codec, directory: form.directory.trim(), naming: form.naming.trim(), overwrite: form.overwrite,
  };
}

/** What to write, where, and what it will cost, before it is begun. */
export function DeliverDialog({ clip, onClose }: { readonly clip: Clip; readonly onClose: () => void }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const frame = useSession((session) => session.frame);
  const shots = shotsOf(document, clip.id);
  const here = shotAt(document, clip.id, frame);
  const [form, setForm] = useState<Form>(() => ({ codec: 'prores-422hq', whole: false, shotIds: new Set(here === undefined ? [] : [here.id]), directory: clipPath(clip).replace(/[/\\][^/\\]*$/, ''), naming: '{film}-{shot}', overwrite: false }));
  const [browsing, setBrowsing] = useState(false);
  const change = (part: Partial<Form>): void => { setForm((now) => ({ ...now, ...part })); };
  const request = requestOf(form, clip);
  const { estimate, problem } = useEstimate(request);

  async function chooseFolder(): Promise<void> {
    const desktop = shell();
    if (desktop === undefined) setBrowsing(true);
    else {
      const directory = await desktop.pickFolder();
      if (directory !== undefined) change({ directory });
    }
  }
  async function deliver(): Promise<void> {
    if (request === undefined) return;
    try {
      await editor.connection.client().deliver.run(request);
      onClose();
    } catch (error) {
      editor.report(error);
    }
  }
  if (browsing) return <BrowseDialog want="folder" start={form.directory} onClose={() => { setBrowsing(false); }} onPick={(directory) => {
    change({ directory });
    setBrowsing(false);
  }} />;

  return (
    <Dialog
      title="Deliver" description="The photography stays as it is, sample for sample; colour is added to it." onClose={onClose}
      footer={<>
        <Button look="plain" onClick={onClose}>Cancel</Button>
        <Button look="main" disabled={request === undefined || problem !== undefined} onClick={() => { void deliver(); }}>Deliver</Button>
      </>}
    >
      <label className="form-row"><span>Codec</span>
        <select className="field" value={form.codec} onChange={(event) => { change({ codec: CODECS.find(([id]) => id === event.target.value)?.[0] ?? form.codec }); }}>
          {CODECS.map(([id, label]) => <option key={id} value={id}>{label}</option>)}
        </select>
      </label>
      <div className="form-row"><span>What</span>
        <div className="segments" role="group" aria-label="What to deliver" style={{ justifySelf: 'start' }}>
          <button type="button" aria-pressed={!form.whole} onClick={() => { change({ whole: false }); }}>Shots, a file each</button>
          <button type="button" aria-pressed={form.whole} onClick={() => { change({ whole: true }); }}>The whole film</button>
        </div>
      </div>
      {form.whole ? null : (
        <fieldset className="form-row" style={{ border: 0, padding: 0, alignItems: 'start' }}>
          <span>Shots <Button look="plain" onClick={() => { change({ shotIds: new Set(shots.map((shot) => shot.id)) }); }}>All</Button></span>
          <div className="shot-checks quiet-scroll">
            {shots.map((shot) => (
              <label key={shot.id}><input type="checkbox" checked={form.shotIds.has(shot.id)} onChange={(event) => {
                const shotIds = new Set(form.shotIds);
                if (event.target.checked) shotIds.add(shot.id);
                else shotIds.delete(shot.id);
                change({ shotIds });
              }} />{shot.name}</label>
            ))}
          </div>
        </fieldset>
      )}
      <div className="form-row"><label htmlFor="deliver-directory">Folder</label>
        <div style={{ display: 'flex', gap: 6 }}>
          <input id="deliver-directory" className="field" value={form.directory} spellCheck={false} onChange={(event) => { change({ directory: event.target.value }); }} />
          <Button onClick={() => { chooseFolder().catch(editor.report); }}>Browse…</Button>
        </div>
      </div>
      <label className="form-row"><span>Naming</span><input className="field" value={form.naming} spellCheck={false} title="{film}, {shot}, {name} and {codec} are replaced" onChange={(event) => { change({ naming: event.target.value }); }} /></label>
      <div className="form-row"><span /><label className="check"><input type="checkbox" checked={form.overwrite} onChange={(event) => { change({ overwrite: event.target.checked }); }} />Replace files that are there already</label></div>
      <Estimate estimate={estimate} problem={problem} />
    </Dialog>
  );
}

/** The engine's estimate of a request, asked for once the form has come to rest. */
function useEstimate(request: DeliveryRequest | undefined): { readonly estimate: DeliveryEstimate | undefined; readonly problem: string | undefined } {
  const editor = useEditor();
  const [answer, setAnswer] = useState<{ readonly for: string; readonly estimate?: DeliveryEstimate; readonly problem?: string }>({ for: '' });
  const question = request === undefined ? '' : JSON.stringify(request);
  useEffect(() => {
    if (question === '') return undefined;
    const life = new AbortController();
    const timer = window.setTimeout(() => {
      const asked = JSON.parse(question) as DeliveryRequest;
      editor.connection.client().deliver.estimate(asked, { signal: life.signal }).then(
        (estimate) => { setAnswer({ for: question, estimate }); },
        (error: unknown) => {
          if (isAbort(error) || life.signal.aborted) return;
          if (error instanceof AppError) setAnswer({ for: question, problem: error.message });
          else editor.report(error);
        },
      );
    }, ESTIMATE_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      life.abort();
    };
  }, [editor, question]);
  return { estimate: answer.for === question ? answer.estimate : undefined, problem: answer.for === question ? answer.problem : undefined };
}
