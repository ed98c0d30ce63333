import { expect, test } from 'vitest';
import {
  ARTEFACT_KINDS, correctionPreviewKind, frameDraftKind, keyframeContentKind, maskKeyKind, paintedFrameKind, referenceStatisticsKind, spanKind, spanReadingsKind,
} from '../../artefacts/index.ts';
import { CACHE_GROUPS } from './cache-groups.ts';

test('every kind that lies on the disk is in one group', () => {
  const withoutFile: readonly string[] = [correctionPreviewKind, frameDraftKind, keyframeContentKind, maskKeyKind, paintedFrameKind, referenceStatisticsKind, spanKind, spanReadingsKind].map(({ kind }) => kind);
  const onDisk: readonly string[] = ARTEFACT_KINDS.map(({ kind }) => kind).filter((kind) => !withoutFile.includes(kind));
  expect(Object.values(CACHE_GROUPS).flat().toSorted()).toEqual(onDisk.toSorted());
});
