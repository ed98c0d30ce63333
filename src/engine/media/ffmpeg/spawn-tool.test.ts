import { constants, getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { startTool } from './spawn-tool.ts';

/** The priority that a tool finds itself at. */
async function priorityOf(options: { readonly background?: boolean }): Promise<number> {
  const tool = startTool(process.execPath, ['-e', 'process.stdout.write(String(os.getPriority()))'], options);
  let said = '';
  tool.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  await tool.ended;
  return Number(said);
}

test('work that nobody waits for steps back behind what a person waits for', async () => {
  expect(await priorityOf({})).toBe(getPriority());
  expect(await priorityOf({ background: true })).toBe(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
});
