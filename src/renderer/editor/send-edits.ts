import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ProjectCommand } from '../../shared/model/document.ts';
import { isApplied } from '../document/command-applied.ts';
import { documentOf, type ProjectStore } from '../document/project-mirror.ts';
import type { Connection } from '../host/connection.ts';
import type { WireClient } from '../host/wire.ts';

/** Sends changes to the engine, one after another. Changes made while the engine is away wait for it. */
export interface EditSender {
  /** Changes that the engine has not confirmed. */
  readonly pending: StoreApi<{ readonly count: number }>;
  /** Resolves when all changes made so far are confirmed or refused: for what works on the document that the user sees. */
  settled(): Promise<void>;
  /**
   * Sends a change when the earlier ones are confirmed; the command is computed then, since those may have changed the document. Resolves
   * when the mirror contains the change.
   * @throws AppError with the engine's reason for refusing it
   */
  send(commandNow: () => ProjectCommand | undefined, options?: { readonly mergeKey?: string }): Promise<void>;
  /** As `send`, of several changes with no other one between them; each is taken from the list when the mirror contains the one before. Those behind one that is refused are not sent. */
  sendTogether(commands: Iterable<ProjectCommand>, options: { readonly mergeKey: string }): Promise<void>;
  /**
   * Moves along the history after the changes made before, if it is still wanted then. Resolves when the mirror is there. @throws AppError `project.readOnly`,
   * `project.conflict`, `network.unreachable`
   */
  travel(move: (client: WireClient) => Promise<{ readonly revision: number }>, isWanted?: () => boolean): Promise<void>;
  /**
   * Asks the engine for work on the document that the user sees: after the changes made before, and, where the engine is away, when it is back. Where the
   * connection ends before the answer it is asked again, since equal work is one job. @param options `once`: it is not, and this sentence is told
   * @throws AppError `project.none`; `job.failed` with the sentence; as the call
   */
  ask<Answer>(call: (client: WireClient) => Promise<Answer>, options?: { readonly once?: string }): Promise<Answer>;
  /** Calls the engine once when the changes made before are confirmed or refused: what writes the document to a file, or replaces or closes it, has them. @throws as the call */
  afterChanges<Answer>(call: (client: WireClient) => Promise<Answer>): Promise<Answer>;
}

export function createEditSender({ project, connection }: { readonly project: ProjectStore; readonly connection: Connection }): EditSender {
  const pending = createStore(() => ({ count: 0 }));
  let last: Promise<unknown> = Promise.resolve();

  function until(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (reached()) {
        resolve();
        return;
      }
      const stops = [project.subscribe(check), connection.state.subscribe(check)];
      function check(): void {
        if (!reached()) return;
        for (const stop of stops) stop();
        resolve();
      }
    });
  }
  const isConnected = (): boolean => connection.state.getState().kind === 'connected';
  const isReady = (): boolean => isConnected() && project.getState().known;
  /** The engine's answer may arrive before its event. */
  const mirrored = (revision: number): Promise<void> => until(() => {
    const { state } = project.getState();
    return state === null || state.revision >= revision || !isConnected();
  });

  async function carry(commandNow: () => ProjectCommand | undefined, options: { readonly mergeKey?: string }): Promise<void> {
    for (let isSecond = false; ; isSecond = true) {
      await until(isReady);
      const { state } = project.getState();
      if (state === null) throw new AppError('project.none', 'No project is open.');
      const command = commandNow();
      if (command === undefined || isApplied(documentOf(project.getState()), command)) return;
      try {
        const { revision } = await connection.client().project.apply({ baseRevision: state.revision, command, ...options });
        await mirrored(revision);
        return;
      } catch (error) {
        // The engine stopped with or without saving the change: the document of the restarted engine shows which.
        if (!isUnreachable(error)) {
          // An engine that stood still may have received the first sending after it told the new connection its document.
          const now = isSecond ? await connection.client().project.current() : null;
          if (now !== null && isApplied(now.document, command)) return;
          throw error;
        }
        await until(() => !isConnected());
      }
    }
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    pending.setState(({ count }) => ({ count: count + 1 }));
    const turn = last.then(work).finally(() => { pending.setState(({ count }) => ({ count: count - 1 })); });
    last = turn.catch(() => undefined);
    return turn;
  }

  async function ask<Answer>(call: (client: WireClient) => Promise<Answer>, { once }: { readonly once?: string } = {}): Promise<Answer> {
    for (;;) {
      await last;
      await until(isReady);
      if (project.getState().state === null) throw new AppError('project.none', 'No project is open.');
      try {
        return await call(connection.client());
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        await until(() => !isConnected());
        if (once !== undefined) throw new AppError('job.failed', once, { cause: error });
      }
    }
  }

  return {
    ask,
    afterChanges: async (call) => {
      await last;
      return call(connection.client());
    },
    pending,
    settled: async () => { await last; },
    send: (commandNow, options = {}) => inTurn(() => carry(commandNow, options)),
    sendTogether: (commands, options) => inTurn(async () => {
      for (const command of commands) await carry(() => command, options);
    }),
    travel: (move, isWanted) => inTurn(async () => {
      await until(isReady);
      if (isWanted?.() === false) return;
      await mirrored((await move(connection.client())).revision);
    }),
  };
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'network.unreachable';
}
