import { expect, test } from 'vitest';
import { HintId, newId } from '../../shared/model/ids.ts';
import { createSession, restoreNextHint } from './session-store.ts';

test('when the selection is dropped, the next hint gets the former colour and size again', () => {
  const session = createSession();
  const stop = restoreNextHint(session);
  session.setState({ ab: [10, 20], radius: 0.02, swatch: null });
  const next = { ab: [10, 20], radius: 0.02, swatch: null } as const;
  session.setState({ selected: newId(HintId), nextHint: next, ab: [-30, 5], radius: 0.1 });
  session.setState({ ab: [-40, 6] });
  expect(session.getState().ab).toEqual([-40, 6]);
  session.setState({ selected: null });
  expect(session.getState()).toMatchObject({ ...next, nextHint: null });
  stop();
});
