import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Clip } from '../../../shared/model/clip.ts';
import { emptyDocument, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import { ClipId, newId, ShotId } from '../../../shared/model/ids.ts';
import type { SuggestRequest } from '../../colorize/index.ts';
import { openModelRegistry } from '../../models/index.ts';
import type { App } from '../app.ts';
import { suggestColours } from './paint-frame.ts';

test('colours are suggested by the network that the shot keeps, with its vividness', async () => {
  const clip = Clip.parse({
    id: newId(ClipId), source: { kind: 'file', path: '/films/a.mov' }, contentHash: 'f00d', name: 'a.mov', codec: 'h264', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 60, audioTracks: 0, durationSeconds: 2.5, remarks: [],
    picture: { width: 320, height: 240, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
  });
  const registry = await openModelRegistry([fileURLToPath(new URL('../../../../resources/models', import.meta.url))]);
  const kept = { colorize: { id: 'painter', version: '2.0.0' }, propagate: { id: 'propagation', version: '1.3.0' } };
  const shot: Shot = { id: newId(ShotId), clipId: clip.id, name: 's', range: frameRange(0, 29), transitionIn: { kind: 'cut' }, networks: kept, vividness: 0.9 };
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [shot] };
  const asked: SuggestRequest[] = [];
  const app = {
    clip: () => clip, document: () => document,
    services: {
      registry, contents: { of: () => 'f00d' },
      paintingSources: { luma: () => Promise.resolve({ frame: 3, width: 16, height: 16, lightness: new Float32Array(256) }) },
      colorizer: { suggest: (request: SuggestRequest) => {
        asked.push(request);
        return Promise.resolve([]);
      } },
    },
  } as unknown as App;
  for (const frame of [3, 40]) await suggestColours(app, { clipId: clip.id, frame: frameIndex(frame), hints: [], at: [0.5, 0.5] });
  expect(asked.map(({ modelId, vividness }) => [modelId, vividness])).toEqual([['painter@2.0.0', 0.9], ['painter', undefined]]);
});
