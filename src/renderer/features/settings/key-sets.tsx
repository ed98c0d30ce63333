import { type ReactNode, useRef, useState } from 'react';
import { counted } from '../../../shared/counted.ts';
import { commands } from '../../commands/commands.ts';
import { chooseKeySet, importedSet, keyFileName, keyFileText, LARGEST_KEY_FILE_BYTES, readKeyFile, removeKeySet, savedKeySets, saveKeySet } from '../../commands/key-sets.ts';
import type { KeySet } from '../../commands/program-key-sets.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { KeySetChoice, useKeySets } from '../commands/key-set-choice.tsx';
import { download } from '../deliver/delivered-files.ts';

interface Notice {
  readonly bad: boolean;
  readonly text: string;
}

/** Sets of keys by name: loaded, saved, deleted, and taken to other computers as files. */
export function KeySets(): ReactNode {
  const editor = useEditor();
  const { current, own } = useKeySets();
  const [notice, setNotice] = useState<Notice>();
  const isOwn = own.some(({ name }) => name === current?.name);
  return (
    <section className="setting key-sets" aria-label="Sets of keys">
      <h2>Set of keys</h2>
      <div className="form-row"><label htmlFor="key-set">Set</label>
        <div className="with-button">
          <KeySetChoice id="key-set" />
          {isOwn ? <Button look="plain" onClick={() => {
            removeKeySet(editor.preferences, current!.name);
            setNotice({ bad: false, text: `Deleted the set “${current!.name}”. Your keys stay as they are.` });
          }}>Delete set</Button> : null}
          <ImportKeys onEnd={setNotice} />
          <Button disabled={current === undefined} title={current === undefined ? 'Save the keys as a set first' : undefined} onClick={() => { exportKeys(current!); }}>Export…</Button>
        </div>
      </div>
      {current === undefined ? <NewKeySet onEnd={setNotice} /> : null}
      {notice === undefined ? null : <small className={notice.bad ? 'bad' : undefined} role={notice.bad ? 'alert' : 'status'}>{notice.text}</small>}
    </section>
  );
}

/** Saves keys that are of no set under a name. */
function NewKeySet({ onEnd }: { readonly onEnd: (notice: Notice | undefined) => void }): ReactNode {
  const editor = useEditor();
  const [name, setName] = useState('');
  function save(): void {
    if (name.trim() === '') return;
    const why = saveKeySet(editor.preferences, { name, keys: editor.keys.store.getState().overrides });
    onEnd(why === undefined ? undefined : { bad: true, text: why });
  }
  return (
    <div className="form-row"><label htmlFor="key-set-name">Save as set</label>
      <div className="with-button">
        <input id="key-set-name" className="field" value={name} maxLength={60} autoComplete="off" onChange={(event) => { setName(event.target.value); }} onKeyDown={(event) => { if (event.key === 'Enter') save(); }} />
        <Button disabled={name.trim() === ''} onClick={save}>Save set</Button>
      </div>
    </div>
  );
}

/** Reads a set from a file of this computer, saves it under its name and uses it. */
function ImportKeys({ onEnd }: { readonly onEnd: (notice: Notice) => void }): ReactNode {
  const editor = useEditor();
  const field = useRef<HTMLInputElement>(null);
  async function read(file: File): Promise<Notice> {
    const found = file.size > LARGEST_KEY_FILE_BYTES ? readKeyFile('', commands) : readKeyFile(await file.text(), commands);
    if (found.kind === 'refused') return { bad: true, text: `${file.name}: ${found.why}` };
    const { unknown } = found;
    const { set, isNew } = importedSet(found.set, savedKeySets(editor.preferences));
    if (isNew) saveKeySet(editor.preferences, set);
    chooseKeySet(editor, set);
    return { bad: false, text: `${isNew ? `Imported “${set.name}”.` : `These are the keys of “${set.name}”.`}${unknown === 0 ? '' : ` ${counted(unknown, 'command')} of the file ${unknown === 1 ? 'is' : 'are'} not in this version.`}` };
  }
  return (
    <>
      <Button onClick={() => { field.current?.click(); }}>Import…</Button>
      <input ref={field} type="file" accept=".json,application/json" hidden aria-label="File of keys" onChange={(event) => {
        const file = event.target.files?.[0];
        // The same file can be chosen again.
        event.target.value = '';
        if (file !== undefined) read(file).then(onEnd, editor.report);
      }} />
    </>
  );
}

function exportKeys(set: KeySet): void {
  const url = URL.createObjectURL(new Blob([keyFileText(set)], { type: 'application/json' }));
  download(url, keyFileName(set));
  // The system may ask for a place first.
  setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
}
