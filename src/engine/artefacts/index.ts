export { ArtefactKey, artefactKey, type ArtefactKind, artefactKind, type ArtefactLane, parseArtefactKey } from './artefact-kind.ts';
export type { ArtefactMeta, MadeArtefact, StoredArtefact } from './artefact-file.ts';
export type { ArtefactEntry, LatestPlane } from './artefact-index.ts';
export { type ArtefactStore, type ArtefactStoreOptions, openArtefactStore } from './artefact-store.ts';
export { type ArtefactMaker, type ArtefactPriority, type ArtefactRunner, createArtefactRunner, type Want, type WantOptions } from './artefact-runner.ts';
export { colourConfidenceBytes, colourPlaneBytes, decodeColour, encodeColour, type FrameColourPlanes } from './colour-artefact.ts';
export { type ColourStore, createColourStore } from './colour-store.ts';
export * from './kinds.ts';
export { makePrivate, makePrivateFolder, PRIVATE_FILE, PRIVATE_FOLDER, touchPrivateFile, writePrivateFile } from './private-file.ts';
