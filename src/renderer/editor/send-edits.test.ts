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
  const client = { project: { apply: () => { calls.push('change'); return Promise.resolve({ revision: 1 }); } } } as unknown as WireClient;
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
