import { expect, test } from 'vitest';
import { ClipId } from '../../shared/model/ids.ts';
import { keepSession, readKeptSession } from './kept-session.ts';
import { createSession } from './session-store.ts';

class Memory {
  private readonly items = new Map<string, string>();
  getItem(name: string): string | null { return this.items.get(name) ?? null; }
  setItem(name: string, value: string): void { this.items.set(name, value); }
}
const addEventListener = (): void => undefined;
Object.assign(globalThis, { addEventListener, removeEventListener: addEventListener });

test('a reloaded window restores its clip, playhead and tool, for the same project only', () => {
  const storage = new Memory();
  const session = createSession();
  const stop = keepSession(session, storage, () => '/films/quay.tintype');
  session.setState({ clipId: ClipId.parse('quay'), frame: 42, tool: 'stroke', guides: { safeAreas: false, thirds: true, grid: false } });
  stop();
  expect(readKeptSession(storage, '/films/quay.tintype')).toMatchObject({ clipId: 'quay', frame: 42, tool: 'stroke', guides: { thirds: true } });
  expect(readKeptSession(storage, '/films/other.tintype')).toBeUndefined();
});

test('invalid stored text is ignored', () => {
  const storage = new Memory();
  storage.setItem('tintype session', '{"project":"/a","frame":"x"}');
  expect(readKeptSession(storage, '/a')).toBeUndefined();
});
