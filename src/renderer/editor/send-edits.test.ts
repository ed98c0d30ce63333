import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { AppError } from '../../shared/errors/app-error.ts';
import { emptyDocument, type ProjectCommand } from '../../shared/model/document.ts';
import type { ProjectMirror } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import type { WireClient } from '../host/wire.ts';
import { createEditSender } from './send-edits.ts';

const lost = (): AppError => new AppError('network.unreachable', 'The connection to the engine was lost before it answered.');
const rename: ProjectCommand = { kind: 'renameShot', shotId: 's' as never, name: 'Pier' };

/** A window whose engine is away, with the calls that its engine gets. */
function windowWithout() {
  const calls: string[] = [];
  const project = createStore<ProjectMirror>(() => ({ known: false, savedAt: null, state: { path: '/films/pier.tintype', readOnly: false, revision: 1, document: emptyDocument } }));
  const apply = ({ command, mergeKey }: { readonly command: ProjectCommand; readonly mergeKey?: string }): Promise<{ readonly revision: number }> => {
    calls.push(command === rename ? 'change' : `${'name' in command ? command.name : command.kind} of ${mergeKey ?? 'itself'}`);
    return command.kind === 'setShotFlag' ? Promise.reject(new AppError('project.notFound', 'The shot is gone.')) : Promise.resolve({ revision: 1 });
  };
  const client = { project: { apply, undo: () => { calls.push('undo'); return Promise.resolve({ revision: 1 }); } } } as unknown as WireClient;
  const state = createStore<ReturnType<Connection['state']['getState']>>(() => ({ kind: 'lost', attempt: 1 }));
  const connection = { state, client: () => { if (state.getState().kind !== 'connected') throw lost(); return client; } } as unknown as Connection;
  const sender = createEditSender({ project, connection });
  return {
    sender, calls, project,
    connect: () => { state.setState({ kind: 'connected', client, isSilent: false }, true); },
    know: () => { project.setState({ known: true }); },
    lose: () => { state.setState({ kind: 'lost', attempt: 1 }, true); project.setState({ known: false }); },
  };
}
const soon = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

test('what is asked while the engine is away is asked when it is back and knows the project, after the changes made before', async () => {
  const { sender, calls, connect, know } = windowWithout();
  const changed = sender.send(() => rename);
  const answer = sender.ask(() => { calls.push('work'); return Promise.resolve('begun'); });
  await soon();
  connect();
  await soon();
  expect(calls).toEqual([]);
  know();
  expect(await answer).toBe('begun');
  await changed;
  expect(calls).toEqual(['change', 'work']);
});

test('where the connection ends before the answer it is asked again, or told with a sentence where it must not be', async () => {
  const { sender, connect, know, lose } = windowWithout();
  connect();
  know();
  let asked = 0;
  const call = (): Promise<string> => {
    asked += 1;
    if (asked !== 1) return Promise.resolve('begun');
    lose();
    return Promise.reject(lost());
  };
  const answer = sender.ask(call);
  await soon();
  expect(asked).toBe(1);
  connect();
  know();
  expect(await answer).toBe('begun');
  asked = 0;
  await expect(sender.ask(call, { once: 'Look at the queue.' })).rejects.toMatchObject({ code: 'job.failed', message: 'Look at the queue.' });
});

test('a refusal is passed on, and without a project nothing is asked', async () => {
  const { sender, connect, know, project } = windowWithout();
  connect();
  know();
  await expect(sender.ask(() => Promise.reject(new AppError('project.notFound', 'The shot is gone.')))).rejects.toMatchObject({ code: 'project.notFound' });
  project.setState({ state: null });
  await expect(sender.ask(() => Promise.resolve())).rejects.toMatchObject({ code: 'project.none' });
});

test('changes that are sent together have no other between them; each is computed after the one before, and none is sent behind one that is refused', async () => {
  const { sender, calls, connect, know } = windowWithout();
  const named = (name: string): ProjectCommand => ({ kind: 'renameShot', shotId: 's' as never, name });
  function* commands(): Generator<ProjectCommand> {
    yield named('first');
    yield named(`second after ${calls.length}`);
    yield { kind: 'setShotFlag', shotIds: ['s' as never] };
    yield named('never');
  }
  const together = sender.sendTogether(commands(), { mergeKey: 'one' });
  const other = sender.send(() => rename);
  connect();
  know();
  await expect(together).rejects.toMatchObject({ code: 'project.notFound' });
  await other;
  expect(calls).toEqual(['first of one', 'second after 1 of one', 'setShotFlag of one', 'change']);
});

test('whether to undo is asked after the changes made before', async () => {
  const { sender, calls, connect, know } = windowWithout();
  const asked: number[] = [];
  const undo = (isWanted: boolean): Promise<void> => sender.travel(({ project }) => project.undo(), () => {
    asked.push(calls.length);
    return isWanted;
  });
  const all = [sender.send(() => rename), undo(false), undo(true)];
  connect();
  know();
  await Promise.all(all);
  expect(asked).toEqual([1, 1]);
  expect(calls).toEqual(['change', 'undo']);
});

test('what reads or ends the document waits for the changes made before, and is not asked again', async () => {
  const { sender, calls, connect, know, lose } = windowWithout();
  const changed = sender.send(() => rename);
  const closed = sender.afterChanges(() => { calls.push('close'); return Promise.resolve(); });
  await soon();
  expect(calls).toEqual([]);
  connect();
  know();
  await Promise.all([changed, closed]);
  expect(calls).toEqual(['change', 'close']);
  await expect(sender.afterChanges(() => { lose(); return Promise.reject(lost()); })).rejects.toMatchObject({ code: 'network.unreachable' });
});
